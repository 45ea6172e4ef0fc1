// The floors of the house: what lives where, and who may import whom. CONTRIBUTING.md prints this table.

export interface Floor {
  /** Number of the floor as people write it. */
  readonly name: string
  /** Folders of `src/`; `.` stands for the files of `src/` itself. */
  readonly folders: readonly string[]
  readonly purpose: string
}

/** From the bottom to the top: a file imports from its own folder and from lower floors, never up, never sideways. */
export const floors: readonly Floor[] = [
  {
    name: '0',
    folders: ['base'],
    purpose:
      'errors (did-you-mean), option specs, resolved configuration and its hash, random streams, citations, ' +
      'number formatting, `platform.ts`',
  },
  {
    name: '1',
    folders: ['graph', 'statistics'],
    purpose:
      'operations, axes, shapes, gradients, interpreter, the one grammar of formulas; tests and intervals of the ' +
      'tables of experiments',
  },
  {
    name: '2',
    folders: ['modules', 'optimizers', 'tasks', 'data'],
    purpose:
      'one arithmetic module a file; optimisers and schedules as graph builders; one task a file; ' +
      'tables and their checks',
  },
  {
    name: '2½',
    folders: ['layers'],
    purpose: 'one general layer a file (dense, convolution, LSTM, …), arithmetic units as layers, networks, losses',
  },
  {
    name: '3',
    folders: ['compile', 'pool'],
    purpose:
      'plan, loop language, WebAssembly printer, vector math, kernel cache; the interface of the worker pool ' +
      '(its Node and browser files are handed in from outside)',
  },
  {
    name: '4',
    folders: ['train'],
    purpose: 'model (a stack of modules), the step program, stop rules, the trainer, checkpoints, observers',
  },
  {
    name: '5',
    folders: ['formula', 'plot', 'bridges'],
    purpose:
      'simplify, read, verify and print formulas; figures as SVG and terminal text; safetensors and framework ' +
      'layers (compiled with the types they need)',
  },
  {
    name: '5½',
    folders: ['search'],
    purpose: 'tables made ready, and the laws that trainings, climbs, closed forms and stacks of modules find in them',
  },
  {
    name: '6',
    folders: ['fit', 'experiments'],
    purpose: "the estimator (verdict / predict / score / formulas); papers' tables as typed data",
  },
  {
    name: '6½',
    folders: ['.', 'testing'],
    purpose: 'the public entries: `index.ts` and the conformance suite `nalu/testing`',
  },
  {
    name: '7',
    folders: ['lab'],
    purpose: 'sweeps: plan (grid × seeds), store, comparison with papers, reports',
  },
  {
    name: '8',
    folders: ['cli'],
    purpose: 'the command line: what a person touches',
  },
]

/** Index into `floors` of a folder of `src/`, or undefined if the table does not have it. */
function floorOf(folder: string): number | undefined {
  const index = floors.findIndex(({ folders }) => folders.includes(folder))
  return index < 0 ? undefined : index
}

/** Why a file of one folder may not import from another, or undefined if it may. */
export function trespass(from: string, to: string): string | undefined {
  const [floor, target] = [floorOf(from), floorOf(to)]
  if (floor === undefined || target === undefined) {
    return `${floor === undefined ? from : to}/ stands on no floor: add it to test/floors.ts`
  }
  if (from === to || target < floor) return undefined
  const way = target > floor ? 'up' : 'sideways'
  return `${from}/ (floor ${floors[floor]?.name}) imports ${way} from ${to}/ (floor ${floors[target]?.name})`
}

const folderText = (folder: string) => (folder === '.' ? '`index.ts`' : `\`${folder}/\``)

/** The table in Markdown, from the top floor down. */
export function floorsTable(): string {
  const rows = floors.toReversed().map(({ name, folders, purpose }) => {
    return `| ${name} | ${folders.map(folderText).join(', ')} | ${purpose} |`
  })
  return ['| floor | folders | what lives there |', '|---|---|---|', ...rows].join('\n')
}
