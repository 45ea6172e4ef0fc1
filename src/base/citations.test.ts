import { expect, test } from 'vitest'
import { type Citation, citations, citationUrl, formatCitation, shortCitation, toBibTeX } from './citations.ts'
import { layerCitations } from './layer-citations.ts'

const all: Citation[] = [...Object.values(citations), ...Object.values(layerCitations)]

test('every key is used once, and begins with the first author and the year', () => {
  expect(new Set(all.map(({ key }) => key)).size).toBe(all.length)
  for (const { key, authors, year } of all) {
    const surname = authors[0]?.split(' ').at(-1)?.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    expect(key.startsWith(`${surname}${year}`)).toBe(true)
  }
})

test('every paper can be found, and its identifiers have the right form', () => {
  for (const citation of all) {
    const ownAddress = citation.doi === undefined && citation.arxiv === undefined
    expect(citation.url !== undefined).toBe(ownAddress)
    expect(citationUrl(citation)).toMatch(ownAddress ? /^https:\/\/\S+$/ : /^https:\/\/(doi|arxiv)\.org\//)
    if (citation.arxiv !== undefined) expect(citation.arxiv).toMatch(/^\d{4}\.\d{4,5}$/)
    if (citation.doi !== undefined) expect(citation.doi).toMatch(/^10\.\d{4,}\//)
  }
})

test('the short form names one, two or the first of several authors', () => {
  expect(shortCitation(citations.trask2018)).toBe('Trask et al. 2018')
  expect(shortCitation(citations.madsen2020)).toBe('Madsen & Johansen 2020')
  expect(shortCitation({ ...citations.kingma2015, authors: ['Jimmy Ba'] })).toBe('Ba 2015')
})

test('the long form is one line with all that is known', () => {
  expect(formatCitation(citations.mistry2022Primer)).toBe(
    'Bhumika Mistry, Katayoun Farrahi, Jonathon Hare (2022). A Primer for Neural Arithmetic Logic Modules. ' +
      'Journal of Machine Learning Research 23 (185), 1–58. arXiv:2101.09530.',
  )
  expect(formatCitation(citations.schlor2020)).toMatch(/3, 71\. arXiv:2003\.07629\. doi:10\.3389\/frai\.2020\.00071\.$/)
})

test('BibTeX has the right kind of entry, balanced braces and no empty field', () => {
  expect(toBibTeX(citations.kingma2015)).toBe(
    `@inproceedings{kingma2015adam,
  author = {Diederik P. Kingma and Jimmy Ba},
  title = {{Adam: A Method for Stochastic Optimization}},
  booktitle = {International Conference on Learning Representations},
  year = {2015},
  eprint = {1412.6980},
  archivePrefix = {arXiv}
}
`,
  )
  expect(toBibTeX(citations.mistry2022Primer)).toContain('pages = {1--58}')
  expect(toBibTeX(citations.mistry2022Snmu)).toMatch(/^@misc\{/)
  for (const citation of all) {
    const text = toBibTeX(citation)
    expect(text.split('{').length).toBe(text.split('}').length)
    expect(text).not.toContain('undefined')
  }
})
