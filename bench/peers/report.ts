// The benchmark beside other frameworks as text: lines for the terminal, tables for docs/speed.md.

import type { Result, Timing } from './measure.ts'

/** What was measured on what. */
export interface Surroundings {
  readonly date: string
  readonly machine: string
  readonly cores: number
  readonly node: string
  /** Of every package that ran. */
  readonly versions: Readonly<Record<string, string>>
  /** Why a peer did not run, by its name. */
  readonly missing: Readonly<Record<string, string>>
}

const digits = (value: number): string =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)
const time = ({ microsecondsPerStep, quartiles: [low, high] }: Timing): string =>
  `${digits(microsecondsPerStep)} (${digits(low)}–${digits(high)})`
const ratio = (timing: Timing, ours: Timing): string =>
  `${digits(timing.microsecondsPerStep / ours.microsecondsPerStep)} ×`

/** Less of a processor than this says that others held it, with two threads too: one of them is always busy. */
const undisturbed = 0.9

const disturbedIn = (results: readonly Result[]): boolean =>
  results.some(({ ours, peers }) =>
    [ours, ...peers.flatMap(({ timing }) => timing ?? [])].some((t) => t.cores < undisturbed),
  )

export function lines({ workload, threads, ours, peers }: Result): string {
  const shown = (name: string, timing: Timing) =>
    `  ${name.padEnd(8)} ${time(timing).padEnd(24)} µs a step  ${ratio(timing, ours).padStart(8)}  ` +
    `first steps after ${timing.firstSeconds.toFixed(2)} s, ${timing.cores.toFixed(2)} cores, ${timing.form}`
  return [
    `${workload}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    shown('nalu', ours),
    ...peers.flatMap(({ peer, timing, others }) => [
      ...(timing === undefined ? [] : [shown(peer, timing)]),
      ...Object.entries(others).map(
        ([form, what]) => `           ${form}: ${typeof what === 'number' ? `${digits(what)} µs a step` : what}`,
      ),
    ]),
  ].join('\n')
}

const names = (results: readonly Result[]): string[] => [
  ...new Set(results.flatMap(({ peers }) => peers.map(({ peer }) => peer))),
]

/** What stands between the marks in docs/speed.md. */
export function tables(results: readonly Result[], surroundings: Surroundings): string {
  const peers = names(results)
  const cell = (result: Result, peer: string, show: (timing: Timing) => string) => {
    const timing = result.peers.find((each) => each.peer === peer)?.timing
    return timing === undefined ? '–' : show(timing)
  }
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
  const times = table(
    ['workload', 'threads', 'nalu', ...peers.flatMap((peer) => [peer, `${peer} over nalu`])],
    results.map((result) => [
      `\`${result.workload}\``,
      String(result.threads),
      time(result.ours),
      ...peers.flatMap((peer) => [cell(result, peer, time), cell(result, peer, (t) => ratio(t, result.ours))]),
    ]),
  )
  const seconds = ({ firstSeconds }: Timing) => firstSeconds.toFixed(firstSeconds < 1 ? 3 : 1)
  const starts = table(
    ['workload', 'threads', 'nalu', ...peers.flatMap((peer) => [peer, `form of ${peer}`])],
    results.map((result) => [
      `\`${result.workload}\``,
      String(result.threads),
      seconds(result.ours),
      ...peers.flatMap((peer) => [cell(result, peer, seconds), cell(result, peer, ({ form }) => form)]),
    ]),
  )
  const { date, machine, cores, node, versions, missing } = surroundings
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    'Microseconds a step, median and quartiles of five rounds; a step of all models where there are a hundred:',
    times,
    'Seconds from nothing to the end of the first steps, compilation included, and the form that was fastest:',
    starts,
    `${date}, ${machine}, ${cores} cores, Node ${node}, ${packages.join(', ')}.`,
    ...(disturbedIn(results)
      ? ['**Preliminary: other programs held the processors during this run**, so wall times are too long.']
      : []),
    ...Object.entries(missing).map(([name, why]) => `${name} did not run: ${why}`),
  ].join('\n\n')
}

/** @throws Error if the page has no marks. */
export function withTables(page: string, text: string): string {
  const marks = /<!-- peers -->[\s\S]*<!-- \/peers -->/
  if (!marks.test(page)) throw new Error('docs/speed.md has no <!-- peers --> … <!-- /peers -->. Put them back.')
  return page.replace(marks, () => `<!-- peers -->\n${text}\n<!-- /peers -->`)
}
