import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newFolder } from '../../test/command-line.ts'
import type { Experiment } from '../experiments/experiment.ts'
import { writeReport } from './report-files.ts'

test('pictures of a report stand beside its page, which shows them', async () => {
  const experiment: Experiment = {
    id: 'pictured',
    title: 'With a picture',
    citation: undefined,
    claim: 'Is it there?',
    protocol: ['One picture.'],
    cells: [],
    seeds: 1,
    smoke: { seeds: 1, steps: 1 },
    published: [],
    report: () => ({
      tables: [],
      figures: [],
      pictures: [{ name: 'ways', title: 'Ways through a maze', svg: '<svg/>' }],
      findings: ['It is there.'],
    }),
  }
  const folder = newFolder()
  const { paths } = await writeReport(experiment, new Map(), [], { folder, command: 'nalu', by: 'reproduce' })
  expect(paths).toContain(join(folder, 'ways.svg'))
  expect(await readFile(join(folder, 'ways.svg'), 'utf8')).toBe('<svg/>')
  expect(await readFile(join(folder, 'pictured.md'), 'utf8')).toContain('![Ways through a maze](ways.svg)')
})
