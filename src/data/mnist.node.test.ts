import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mnistFolder } from '../../test/mnist-folder.ts'
import { readMnist } from './mnist.node.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nalu-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, content: Uint8Array) => writeFileSync(join(folder, name), content)

// Two images of 2 × 2 pixels and their labels, byte by byte.
const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8)
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 3)

const other = { otherData: true }
const content = { images: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), labels: Uint8Array.of(7, 3), size: 2 }

describe('another data set is read if it is meant, with a note,', () => {
  test('gzipped or not, with hyphens or dots', async () => {
    put('t10k-images-idx3-ubyte', images)
    put('t10k-labels.idx1-ubyte.gz', gzipSync(labels))
    expect(await readMnist(folder, other)).toEqual({
      test: {
        ...content,
        origin: 'test',
        verified: false,
        notes: [
          "t10k-images-idx3-ubyte and t10k-labels.idx1-ubyte.gz: content unlike MNIST's, taken as another data set of 2 images",
        ],
      },
    })
  })

  test('with its training set', async () => {
    for (const part of ['train', 't10k']) {
      put(`${part}-images-idx3-ubyte.gz`, gzipSync(images))
      put(`${part}-labels-idx1-ubyte.gz`, gzipSync(labels))
    }
    const { train, test } = await readMnist(folder, other)
    expect(train).toMatchObject({ ...content, origin: 'train', verified: false })
    expect(test).toMatchObject({ ...content, origin: 'test', verified: false })
  })

  test('gzipped under a name that does not say so, and beside folders of the same names', async () => {
    put('t10k-images.idx3-ubyte', gzipSync(images))
    put('t10k-labels.idx1-ubyte', labels)
    mkdirSync(join(folder, 't10k-images-idx3-ubyte'))
    expect((await readMnist(folder, other)).test).toMatchObject(content)
  })
})

describe('an error says', () => {
  test('that content is not MNIST’s, what its digest is, and what to do', async () => {
    put('t10k-images-idx3-ubyte', images)
    put('t10k-labels-idx1-ubyte', labels)
    // The digests are those of the command sha256sum.
    await expect(readMnist(folder)).rejects.toThrow(
      `${join(folder, 't10k-images-idx3-ubyte')} is not MNIST's file: the SHA-256 of its content is ` +
        "d9be9456d266bf9e63081900c291ea5e559931f10a7f6ff1eb55901d3f6239eb, MNIST's is " +
        '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7. ' +
        'Fetch it again, or set the option otherData if another data set of digits is meant.',
    )
  })

  test('which names were looked for where files are missing', async () => {
    await expect(readMnist(folder)).rejects.toThrow(
      `Files of MNIST are missing in ${folder}. It was looked for:\n` +
        '  t10k-images-idx3-ubyte, t10k-images-idx3-ubyte.gz, t10k-images.idx3-ubyte, t10k-images.idx3-ubyte.gz\n' +
        '  t10k-labels-idx1-ubyte, t10k-labels-idx1-ubyte.gz, t10k-labels.idx1-ubyte, t10k-labels.idx1-ubyte.gz\n' +
        'Put one of each line there.',
    )
    put('t10k-images-idx3-ubyte', images)
    put('t10k-labels-idx1-ubyte', labels)
    put('train-images-idx3-ubyte', images)
    await expect(readMnist(folder, other)).rejects.toThrow(
      'looked for:\n  train-labels-idx1-ubyte, train-labels-idx1-ubyte.gz, train-labels.idx1-ubyte, train-labels.idx1-ubyte.gz\nPut',
    )
  })

  test('that there is no such folder', async () => {
    await expect(readMnist(join(folder, 'none'))).rejects.toThrow(
      `The folder ${join(folder, 'none')} cannot be read (ENOENT`,
    )
  })

  test('that an archive is damaged, or unpacks to more than it can', async () => {
    put('t10k-labels-idx1-ubyte', labels)
    put('t10k-images-idx3-ubyte.gz', gzipSync(images).subarray(0, -12))
    await expect(readMnist(folder)).rejects.toThrow(
      `${join(folder, 't10k-images-idx3-ubyte.gz')} cannot be unpacked: unexpected end of file.`,
    )
    // 10 MB of zeros in 10 kB.
    put('t10k-images-idx3-ubyte.gz', gzipSync(new Uint8Array(10_000_000)))
    await expect(readMnist(folder)).rejects.toThrow(
      'unpacks to more than 7,840,016 bytes, more than it can hold. Fetch it again, or set the option otherData',
    )
  })

  test('that a file is damaged, with its path, and that images and labels are not as many', async () => {
    put('t10k-labels-idx1-ubyte', labels.subarray(0, -1))
    put('t10k-images-idx3-ubyte', images)
    await expect(readMnist(folder)).rejects.toThrow(`${join(folder, 't10k-labels-idx1-ubyte')} ends early`)
    put('t10k-labels-idx1-ubyte', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7))
    await expect(readMnist(folder)).rejects.toThrow(`The test set in ${folder} has 2 images and 1 labels.`)
  })
})

describe.skipIf(mnistFolder === undefined)('MNIST itself, where NALU_MNIST names its folder,', () => {
  test('is recognised byte for byte', async () => {
    const { test } = await readMnist(mnistFolder as string)
    expect(test).toMatchObject({ origin: 'test', verified: true, notes: [], size: 28 })
    expect(test.images.length).toBe(10_000 * 28 * 28)
    // What the first images show, as printed in countless tutorials.
    expect([...test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
  })
})
