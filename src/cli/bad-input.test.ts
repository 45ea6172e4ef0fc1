import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'

const folder = newFolder()
const kept = {
  'there.json': 'something of mine',
  'foreign.json': '{"hello": 1}',
  'cut.json': '{"schema": "nalu.model", "version": 1, "layers": [',
  'wrong.json': '{"schema": "nalu.configuration", "version": 1, "stpes": 5}',
  'table.csv': 'a,c\n1,2\n',
  'module.ts': 'export const seven = 7\n',
  'grid.json': '{"id": "mine", "task": "a + b", "grid": {"lr": [0.1, 1]}, "seeds": 2}',
  'option.json': '{"id": "mine", "task": "a + b", "grid": {"stpes": [1]}}',
  'value.json': '{"id": "mine", "task": "a + b", "grid": {"lr": [0.1, -1]}}',
  'range.json': '{"id": "mine", "task": "a + b", "grid": {"train": ["1,2", "2,1"]}}',
  'single.json': '{"id": "mine", "task": "a + b", "grid": {"lr": 0.1}}',
  'empty.json': '{"id": "mine", "task": "a + b", "grid": {}}',
  'none.json': '{"id": "mine", "grid": {"lr": [1]}}',
  'zero.json': '{"id": "mine", "task": "a + b", "grid": {"lr": [1]}, "seeds": 0}',
  'seeds.json': '{"id": "mine", "task": "a + b", "grid": {"seeds": [1, 2]}}',
  'large.json': '{"id": "mine", "task": "a + b", "grid": {"lr": [1, 2]}, "seeds": 60000}',
  'twins.json': '{"id": "mine", "task": ["a + b", "a+b"], "grid": {}}',
  'clash.json': '{"id": "mine", "task": "a + b", "grid": {"rows": [10, 100], "batch": [50]}}',
  'taken.json': '{"id": "counter", "task": "a + b", "grid": {"lr": [1]}}',
  'key.json': '{"id": "mine", "task": "a + b", "gird": {"lr": [1]}}',
  'module.json': '{"id": "mine", "task": "a + b", "grid": {"module": ["nauu"]}}',
  'path.json': '{"id": "mine", "task": "a + b", "grid": {"module": ["./nowhere.ts"]}}',
  'exits.ts': 'process.exit(0)\n',
  'deep.ts': 'const deep = (): number => 1 + deep()\nexport default { id: deep() }\n',
  'waits.ts': 'await new Promise(() => undefined)\nexport default {}\n',
  'rejects.ts': "Promise.reject(new Error('no such file'))\nawait new Promise((done) => setTimeout(done, 5000))\n",
  'circle.ts': 'const grid: Record<string, unknown> = {}\ngrid.lr = grid\nexport default { id: "a", grid }\n',
  'function.ts': 'export default { id: "a", task: "a + b", grid: { lr: [0.1, () => 1] } }\n',
  'words.csv': 'name,y\nAnn,1\nBob,2\nCid,3\n',
  'one.csv': 'x,y\n1,2\n',
  'same.csv': 'x,y\n1,2\n1,2\n1,2\n1,2\n',
  'flat.csv': 'x,y\n1,2\n2,2\n3,2\n4,2\n',
  'twice.csv': 'x,x,y\n1,2,3\n2,3,5\n4,1,5\n',
  'gaps.csv': 'x,y\n1,inf\n,2\nnan,3\n4,-Infinity\n',
  'empty.csv': '',
  'head.csv': 'x,y\n',
  'bytes.csv': String.fromCharCode(0, 1, 2, 3, 0, 0, 7).repeat(50),
  'half.ts': "export const half = { id: 'half', forward: () => 0 }\n",
}
for (const [name, text] of Object.entries(kept)) writeFileSync(join(folder, name), text)
mkdirSync(join(folder, 'folder'))

/** What is typed, and what the message must say: the value, what is wrong with it, what to do. */
const cases: [args: string[], ...said: string[]][] = [
  [['lern', 'a + b'], 'No command "lern"', 'Did you mean nalu learn?'],
  [['a + b'], 'To learn this formula: nalu learn "a + b"'],
  [['--nope'], 'nalu has no option "--nope"', 'nalu --help'],
  [['learn'], 'needs a formula or a task', 'nalu learn "a + b"'],
  [['learn', 'a +'], 'a number, a name or "(" is expected'],
  [['learn', 'a', '+', 'b'], 'too many words', 'in quotes'],
  [['learn', '5'], 'no variable'],
  [['learn', 'static-ad'], 'No task "static-ad"', 'Did you mean static-add?'],
  [['learn', 'a / b', '--train', '-1,1'], 'a / b divides by zero', 'b is 0', '--train 1,2'],
  [['learn', 'a + b', '--train', '2,1'], 'Option --train: 2 is not below 1'],
  [['learn', 'a + b', '--train', '-2,-6'], 'Option --train: -2 is not below -6'],
  [['learn', 'a + b', '--test', '1,2,3'], 'Option --test: cannot read "1,2,3"', '-6,-2,2,6'],
  [['learn', 'a + b', '--stpes', '5'], 'no option "--stpes"', 'Did you mean --steps?'],
  [['learn', 'a + b', '--steps'], 'Option --steps has no value; expected a whole number'],
  [['learn', 'a + b', '--seeds', '0'], 'Option --seeds: 0 is too small'],
  [['learn', 'a + b', '--rows', '0'], 'Option --rows: 0 is too small'],
  [['learn', 'a + b', '--lr', 'nan'], 'Option --lr: cannot read "nan"; expected a number above 0'],
  [['learn', 'a + b', '--threads', '0'], 'Option --threads: 0 is too small'],
  [['learn', 'a + b', '--rows', '10', '--batch', '20'], 'Option --batch: 20', '10 rows'],
  [['learn', 'a + b', '--inputs', '10', '--subset', '0.9'], '18 inputs; there are 10', '--subset'],
  [['learn', 'a + b', '--module', 'nauu'], 'No module "nauu"', 'Did you mean nalu?'],
  [['learn', 'a + b', '--module', './none.ts'], 'no file ./none.ts'],
  [['learn', 'a + b', '--module', './module.ts'], './module.ts exports seven, none of which is a module'],
  [['learn', 'a + b', '--module', './exits.ts'], './exits.ts ends the program while it is imported'],
  [['learn', 'a + b', '--module', './deep.ts'], './deep.ts cannot be imported: a function in it calls itself'],
  [['learn', 'a + b', '--module', './half.ts'], 'its title is missing'],
  [['learn', 'a + b', '--optimizer', 'adm'], 'Option --optimizer: "adm" is not a choice', 'Did you mean adam?'],
  [['learn', 'a + b', '--save', 'none/model.json'], 'none/model.json cannot be written', 'mkdir -p none'],
  [['learn', 'a + b', '--save', 'folder'], 'folder is a folder'],
  [['learn', 'a + b', '--save', 'there.json'], 'there.json exists already and was not changed', '--overwrite'],
  [['learn', 'a + b', '--checkpoint', 'there.json'], 'there.json exists already', '--resume there.json'],
  [['learn', 'a + b', '--resume', 'foreign.json'], 'foreign.json is not a checkpoint'],
  [['learn', '--config', 'wrong.json'], 'No option "stpes" in wrong.json', 'Did you mean steps?'],
  [['fit', 'words.csv', '--target', 'y'], 'words.csv has no column of numbers beside y', 'give numbers'],
  [['fit', 'words.csv', '--target', 'name'], 'Column name, the target, is text (first: "Ann", line 2)'],
  [['fit', 'one.csv', '--target', 'y'], 'one.csv has 1 row with a number in y', 'at least 3'],
  [['fit', 'same.csv', '--target', 'y'], 'All 4 rows are equal. Add rows that differ.'],
  [['fit', 'flat.csv', '--target', 'y'], 'Column y is 2 in all 4 rows', 'Add rows in which it differs'],
  [['fit', 'twice.csv', '--target', 'y'], 'twice.csv has 2 columns called x (number 1 and 2). Rename all but one.'],
  [['fit', 'gaps.csv', '--target', 'y'], 'gaps.csv has 2 rows with a number in y', 'at least 3'],
  [['fit', 'empty.csv', '--target', 'y'], 'empty.csv is empty'],
  [['fit', 'head.csv', '--target', 'y'], 'head.csv has the columns x, y and no rows', 'Add at least one row'],
  [['fit', 'bytes.csv', '--target', 'y'], 'bytes.csv is no table in text', 'Save the table as CSV'],
  [['fit', 'nowhere/table.csv', '--target', 'y'], 'no file nowhere/table.csv', 'its folder nowhere does not exist'],
  [['fit', 'folder', '--target', 'y'], 'folder is a folder'],
  [['fit', 'foreign.json', '--target', 'y'], 'foreign.json looks like JSON. Give CSV, TSV or Parquet'],
  [['predict', 'nothing.json', 'table.csv'], 'no file nothing.json'],
  [['predict', 'foreign.json', 'table.csv'], 'foreign.json is not a saved fit or a saved model'],
  [['predict', 'cut.json', 'table.csv'], 'cut.json stops in the middle'],
  [['predict', 'cut.json'], 'nalu predict needs <table>'],
  [['export', 'table.csv'], 'expected a saved fit or a saved model', 'nalu fit … --out fit.json'],
  [['export', 'model.jsn', 'weights.safetensors'], 'no file model.jsn'],
  [
    ['export', 'foreign.json', 'weights.safetensors'],
    'foreign.json is not a saved fit or a saved model',
    'nalu.fit or nalu.model',
  ],
  [['export', 'foreign.json', './foreign.json'], 'would replace foreign.json', 'another name'],
  [['export', 'foreign.json'], 'foreign.json is not a saved fit or a saved model', 'nalu.fit or nalu.model'],
  [['export'], 'nalu export needs <model>', 'nalu export fit.json'],
  [['explain', './folder'], './folder is a folder. Give the name of a file in it.'],
  [['learn', 'a + b', '--module', './folder'], './folder is a folder'],
  [['explain', 'nluu'], 'No module, task or experiment "nluu"', 'Did you mean nalu?'],
  [['sweep'], 'nalu sweep needs <file>', 'nalu sweep rates.json'],
  [['sweep', 'gird.json'], 'no file gird.json', 'Did you mean grid.json?'],
  [['sweep', 'table.csv'], 'table.csv is neither .ts, .js nor .json'],
  [['sweep', 'there.json'], 'there.json is not JSON'],
  [['sweep', 'module.ts'], 'module.ts is 7; expected an object'],
  [['sweep', 'exits.ts'], 'exits.ts ends the program while it is imported (process.exit, code 0)', 'Take that out'],
  [['sweep', 'deep.ts'], 'deep.ts cannot be imported: a function in it calls itself without end'],
  [['sweep', 'waits.ts'], 'waits.ts cannot be imported: an await outside of its functions waits'],
  [['sweep', 'rejects.ts'], 'rejects.ts cannot be imported: no such file'],
  [['sweep', 'circle.ts'], 'circle.ts cannot be imported: what it exports cannot be written as JSON'],
  [['sweep', 'function.ts'], 'grid.lr[1] in function.ts', 'cannot read "(a function)"'],
  [['sweep', 'foreign.json'], 'No key "hello" in foreign.json', 'Keys: id, title, task, base, grid'],
  [['sweep', 'key.json'], 'No key "gird" in key.json', 'Did you mean grid?'],
  [['sweep', 'option.json'], 'No option "stpes" in grid of option.json', 'Did you mean steps?'],
  [['sweep', 'value.json'], 'grid.lr[1] in value.json: Option lr: -1 is too small; expected a number above 0'],
  [['sweep', 'range.json'], 'grid.train[1] in range.json', '2 is not below 1'],
  [['sweep', 'single.json'], 'grid.lr in single.json is 0.1; expected a list of values'],
  [['sweep', 'empty.json'], 'The grid in empty.json is empty', '"lr": [0.001, 0.01]'],
  [['sweep', 'none.json'], 'none.json has no task; expected a formula'],
  [['sweep', 'zero.json'], 'seeds in zero.json: Option seeds: 0 is too small'],
  [['sweep', 'seeds.json'], 'grid.seeds in seeds.json cannot differ', 'Give their number as seeds'],
  [['sweep', 'large.json'], 'large.json has 120,000 trainings, more than 100,000', '--yes'],
  [['sweep', 'twins.json'], 'are the same training: task=a + b and task=a+b'],
  [['sweep', 'clash.json'], 'The combination rows=10 batch=50: Option --batch: 50 is more than the 10 rows'],
  [['sweep', 'taken.json'], 'counter, which is an experiment of nalu reproduce'],
  [['sweep', 'module.json'], 'No module "nauu"', 'Did you mean nalu?'],
  [['sweep', 'path.json'], 'no file nowhere.ts'],
  [['sweep', 'grid.json', '--seeds', '0'], 'Option --seeds: 0 is too small'],
  [['sweep', 'grid.json', '--by', 'lrr'], 'No key "lrr" in the grid of grid.json', 'Did you mean lr?'],
  [['sweep', 'grid.json', '--only', 'lr=3'], 'No lr "3" in grid.json'],
  [['sweep', 'grid.json', '--out', 'table.csv'], 'table.csv is no folder', '--out'],
  [['report'], 'nalu report needs <folder|experiment>'],
  [['report', 'cuonter'], 'No folder and no experiment "cuonter"', 'Did you mean counter?'],
  [['report', 'counter'], 'no results of counter', 'nalu reproduce counter'],
  [['report', 'folder'], 'folder has no results', 'Give the folder of a run'],
  [['report', 'table.csv'], 'table.csv is a file', 'Give the folder of a run'],
  [['report', 'folder', '--store', 'none.sqlite'], 'no store none.sqlite'],
  [['list', '--jsn'], 'no option "--jsn"', 'Did you mean --json?'],
  [['list', 'modules'], 'nothing but options'],
]

describe('wrong input is answered in a few lines that name it and say what to do, and nothing is overwritten:', {
  timeout: 60_000,
}, () => {
  test.concurrent.each(cases)('nalu %j', async (args, ...said) => {
    const { code, stdout, stderr } = await nalu(args, { cwd: folder })
    for (const text of said) expect(stderr).toContain(text)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(4)
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(kept), 'folder'].sort())
    for (const [name, text] of Object.entries(kept)) expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
  })
})

test('the stack is shown where it is asked for', async () => {
  const [verbose, debug] = await Promise.all([
    nalu(['learn', 'a +', '--verbose']),
    nalu(['learn', 'a +'], { env: { NALU_DEBUG: '1' } }),
  ])
  for (const { code, stderr } of [verbose, debug]) {
    expect(code).toBe(2)
    expect(stderr).toMatch(/^\s+at .*formula-parse/m)
  }
})
