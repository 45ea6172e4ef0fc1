// The papers that the equations, the benchmarks and the optimiser come from.

export interface Citation {
  /** Key in BibTeX: first author, year, and a word of the title. */
  readonly key: string
  readonly kind: 'article' | 'conference' | 'preprint' | 'software'
  readonly authors: readonly string[]
  readonly year: number
  readonly title: string
  /** The journal, the proceedings or the archive, without volume and pages. */
  readonly venue: string
  readonly volume?: string
  readonly number?: string
  readonly pages?: string
  readonly arxiv?: string
  readonly doi?: string
  /** Where it can be read, if it has neither DOI nor arXiv number. */
  readonly url?: string
}

/** Every citation by a short name: the first author and the year, and the subject where one year has several. */
export const citations = {
  trask2018: {
    key: 'trask2018nalu',
    kind: 'conference',
    authors: ['Andrew Trask', 'Felix Hill', 'Scott Reed', 'Jack Rae', 'Chris Dyer', 'Phil Blunsom'],
    year: 2018,
    title: 'Neural Arithmetic Logic Units',
    venue: 'Advances in Neural Information Processing Systems',
    volume: '31',
    arxiv: '1808.00508',
  },
  madsen2020: {
    key: 'madsen2020nau',
    kind: 'conference',
    authors: ['Andreas Madsen', 'Alexander Rosenberg Johansen'],
    year: 2020,
    title: 'Neural Arithmetic Units',
    venue: 'International Conference on Learning Representations',
    arxiv: '2001.05016',
  },
  schlor2020: {
    key: 'schlor2020inalu',
    kind: 'article',
    authors: ['Daniel Schlör', 'Markus Ring', 'Andreas Hotho'],
    year: 2020,
    title: 'iNALU: Improved Neural Arithmetic Logic Unit',
    venue: 'Frontiers in Artificial Intelligence',
    volume: '3',
    pages: '71',
    arxiv: '2003.07629',
    doi: '10.3389/frai.2020.00071',
  },
  heim2020: {
    key: 'heim2020npu',
    kind: 'conference',
    authors: ['Niklas Heim', 'Tomáš Pevný', 'Václav Šmídl'],
    year: 2020,
    title: 'Neural Power Units',
    venue: 'Advances in Neural Information Processing Systems',
    volume: '33',
    arxiv: '2006.01681',
  },
  mistry2022Primer: {
    key: 'mistry2022primer',
    kind: 'article',
    authors: ['Bhumika Mistry', 'Katayoun Farrahi', 'Jonathon Hare'],
    year: 2022,
    title: 'A Primer for Neural Arithmetic Logic Modules',
    venue: 'Journal of Machine Learning Research',
    volume: '23',
    number: '185',
    pages: '1–58',
    arxiv: '2101.09530',
  },
  mistry2022Division: {
    key: 'mistry2022division',
    kind: 'article',
    authors: ['Bhumika Mistry', 'Katayoun Farrahi', 'Jonathon Hare'],
    year: 2022,
    title: 'Exploring the Learning Mechanisms of Neural Division Modules',
    venue: 'Transactions on Machine Learning Research',
    arxiv: '2110.05177',
  },
  mistry2022Snmu: {
    key: 'mistry2022snmu',
    kind: 'preprint',
    authors: ['Bhumika Mistry', 'Katayoun Farrahi', 'Jonathon Hare'],
    year: 2022,
    title: 'Improving the Robustness of Neural Multiplication Units with Reversible Stochasticity',
    venue: 'arXiv',
    arxiv: '2211.05624',
  },
  hoedt2021: {
    key: 'hoedt2021mclstm',
    kind: 'conference',
    authors: [
      'Pieter-Jan Hoedt',
      'Frederik Kratzert',
      'Daniel Klotz',
      'Christina Halmich',
      'Markus Holzleitner',
      'Grey Nearing',
      'Sepp Hochreiter',
      'Günter Klambauer',
    ],
    year: 2021,
    title: 'MC-LSTM: Mass-Conserving LSTM',
    venue: 'Proceedings of the 38th International Conference on Machine Learning',
    volume: '139',
    pages: '4275–4286',
    arxiv: '2101.05186',
  },
  faber2023: {
    key: 'faber2023nsr',
    kind: 'conference',
    authors: ['Lukas Faber', 'Roger Wattenhofer'],
    year: 2023,
    title: 'Neural Status Registers',
    venue: 'Proceedings of the 40th International Conference on Machine Learning',
    arxiv: '2004.07085',
  },
  curry2025: {
    key: 'curry2025dmu',
    kind: 'preprint',
    authors: ['Paul Curry'],
    year: 2025,
    title: 'The Domain Mixed Unit: A New Neural Arithmetic Layer',
    venue: 'arXiv',
    arxiv: '2509.08180',
  },
  wilhelm2019: {
    key: 'wilhelm2019snalu',
    kind: 'software',
    authors: ['Florian Wilhelm'],
    year: 2019,
    title: 'snalu.pytorch',
    venue: 'GitHub',
    url: 'https://github.com/FlorianWilhelm/snalu.pytorch',
  },
  tieleman2012: {
    key: 'tieleman2012rmsprop',
    kind: 'preprint',
    authors: ['Tijmen Tieleman', 'Geoffrey Hinton'],
    year: 2012,
    title: 'Lecture 6.5: RMSProp, divide the gradient by a running average of its recent magnitude',
    venue: 'COURSERA: Neural Networks for Machine Learning',
    url: 'https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf',
  },
  kingma2015: {
    key: 'kingma2015adam',
    kind: 'conference',
    authors: ['Diederik P. Kingma', 'Jimmy Ba'],
    year: 2015,
    title: 'Adam: A Method for Stochastic Optimization',
    venue: 'International Conference on Learning Representations',
    arxiv: '1412.6980',
  },
  dujardin2025: {
    key: 'dujardin2025hillspace',
    kind: 'preprint',
    authors: ['Justin DuJardin'],
    year: 2025,
    title: 'Hill Space is All You Need',
    venue: 'Published by the author',
    url: 'https://hillspace.justindujardin.com',
  },
} as const satisfies Readonly<Record<string, Citation>>

function surname(author: string): string {
  return author.slice(author.lastIndexOf(' ') + 1)
}

/** `Trask et al. 2018`, `Kingma & Ba 2015`: for a table or an axis. */
export function shortCitation({ authors, year }: Citation): string {
  const [first = '', second] = authors.map(surname)
  if (second === undefined) return `${first} ${year}`
  return authors.length === 2 ? `${first} & ${second} ${year}` : `${first} et al. ${year}`
}

/** The whole reference on one line, for documentation and `nalu explain`. */
export function formatCitation(citation: Citation): string {
  const { authors, year, title, venue, volume, number, pages, arxiv, doi, url } = citation
  const issue = number === undefined ? '' : ` (${number})`
  const where = volume === undefined ? venue : `${venue} ${volume}${issue}`
  const parts = [`${authors.join(', ')} (${year}). ${title}. ${where}${pages === undefined ? '' : `, ${pages}`}.`]
  if (arxiv !== undefined) parts.push(`arXiv:${arxiv}.`)
  if (doi !== undefined) parts.push(`doi:${doi}.`)
  if (url !== undefined) parts.push(url)
  return parts.join(' ')
}

/** Where the paper can be read: its DOI if it has one, else arXiv, else an address of its own. */
export function citationUrl({ arxiv, doi, url }: Citation): string | undefined {
  if (doi !== undefined) return `https://doi.org/${doi}`
  return arxiv === undefined ? url : `https://arxiv.org/abs/${arxiv}`
}

/** The BibTeX entry, in UTF-8, with the capitals of the title protected. */
export function toBibTeX(citation: Citation): string {
  const { key, kind, authors, year, title, venue, volume, number, pages, arxiv, doi, url } = citation
  const [entry, place] = {
    article: ['article', 'journal'],
    conference: ['inproceedings', 'booktitle'],
    preprint: ['misc', 'howpublished'],
    software: ['misc', 'howpublished'],
  }[kind] as [string, string]
  const fields: [string, string | undefined][] = [
    ['author', authors.join(' and ')],
    ['title', `{${title}}`],
    [place, venue],
    ['year', String(year)],
    ['volume', volume],
    ['number', number],
    ['pages', pages?.replace('–', '--')],
    ['eprint', arxiv],
    ['archivePrefix', arxiv === undefined ? undefined : 'arXiv'],
    ['doi', doi],
    ['url', url],
  ]
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name} = {${value}}`]))
  return `@${entry}{${key},\n${lines.join(',\n')}\n}\n`
}
