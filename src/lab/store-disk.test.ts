import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newFolder } from '../../test/command-line.ts'
import { madeUpResult, makeStore } from '../../test/stores.ts'
import { openStore, readStore } from './store.node.ts'

let folder: string
const at = (name: string) => join(folder, name)
beforeEach(() => {
  folder = newFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Does something without the rights of the superuser, who may write to what is read-only. */
async function asAnybody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await work()
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

test('a store in a folder that may not be written can be read, and says why nothing can be added', async () => {
  const results = await makeStore(at('results.db'))
  chmodSync(folder, 0o555)
  try {
    await asAnybody(async () => {
      await expect(openStore(at('results.db'))).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringMatching(
          /results\.db (may not be written: permission denied|could not be opened: its f)/,
        ),
      })
      const store = await readStore(at('results.db'))
      expect(await store.all()).toEqual(results)
      await store.close()
    })
  } finally {
    chmodSync(folder, 0o755)
  }
})

test('a store that may not be written can be read, and says why nothing can be added', async () => {
  const results = await makeStore(at('results.db'))
  chmodSync(at('results.db'), 0o444)
  chmodSync(at('results.db-lock'), 0o666)
  chmodSync(folder, 0o777)
  await asAnybody(async () => {
    await expect(openStore(at('results.db'))).rejects.toMatchObject({
      kind: 'usage',
      message: `${at('results.db')} may not be written: permission denied. Give a name in a folder of your own.`,
    })
    const store = await readStore(at('results.db'))
    expect(await store.all()).toEqual(results)
    await store.close()
  })
})

/** A disk of 256 KiB; undefined where none may be mounted. */
function smallDisk(): string | undefined {
  const disk = newFolder()
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=256k', 'nalu-test', disk], { stdio: 'ignore' })
    return disk
  } catch {
    rmSync(disk, { recursive: true })
    return undefined
  }
}

test('on a full disk what was stored stays, nothing is stored by halves, and it goes on when there is room', async (context) => {
  const disk = smallDisk()
  if (disk === undefined) return context.skip('no disk may be mounted here')
  try {
    const path = join(disk, 'results.db')
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(100_000))
    const store = await openStore(path)
    const hash = await store.putConfiguration({ module: 'nac' })
    let stored = 0
    const fill = async () => {
      for (; ; stored += 5) await store.putAll(Array.from({ length: 5 }, (_, i) => madeUpResult(hash, stored + i)))
    }
    const full = `${path} could not be written: the disk is full. What was stored before is still there.`
    await expect(fill()).rejects.toMatchObject({ kind: 'failure', message: expect.stringContaining(full) })
    expect(stored).toBeGreaterThan(0)
    const expected = Array.from({ length: stored }, (_, seed) => madeUpResult(hash, seed))
    expect(await store.all()).toEqual(expected)
    const reader = await readStore(path)
    expect(await reader.all()).toEqual(expected)
    await reader.close()

    rmSync(join(disk, 'ballast'))
    expect(await store.put(madeUpResult(hash, stored))).toBe(true)
    await store.close()
    const again = await readStore(path)
    expect(await again.all()).toEqual([...expected, madeUpResult(hash, stored)])
    await again.close()
  } finally {
    execFileSync('/bin/umount', [disk])
    rmSync(disk, { recursive: true })
  }
})
