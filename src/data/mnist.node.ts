// Reads MNIST from a folder, in Node: its four files under either of their names, gzipped or not, checked byte for byte.

import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { invalid } from '../base/errors.ts'
import { readBytes } from '../base/files.node.ts'
import { formatCount } from '../base/numbers.ts'
import { labelledImages, readIdxImages, readIdxLabels } from './idx.ts'
import type { Mnist, MnistSet } from './mnist.ts'

/** How to read a folder. */
export interface ReadMnistOptions {
  /**
   * Take another data set of digits whose files have the names of MNIST's, such as EMNIST's digits or a part of MNIST.
   * Default false: what is not MNIST's, byte for byte, is an error.
   */
  readonly otherData?: boolean
}

interface ExpectedFile {
  readonly stem: string
  readonly ending: string
  readonly bytes: number
  readonly sha256: string
}

/**
 * Digests of the unpacked files, so that it does not matter who packed them. They are those that many projects publish, and
 * were computed again from a copy of each file (docs/decisions/0021-digits.md).
 */
const files = {
  train: {
    images: {
      stem: 'train-images',
      ending: 'idx3-ubyte',
      bytes: 47_040_016,
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    labels: {
      stem: 'train-labels',
      ending: 'idx1-ubyte',
      bytes: 60_008,
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
  },
  test: {
    images: {
      stem: 't10k-images',
      ending: 'idx3-ubyte',
      bytes: 7_840_016,
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    labels: {
      stem: 't10k-labels',
      ending: 'idx1-ubyte',
      bytes: 10_008,
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
} as const satisfies Record<MnistSet['origin'], Record<'images' | 'labels', ExpectedFile>>

/** More than any data set of digits unpacks to: EMNIST's largest takes 0.6 GB. */
const MOST_BYTES = 2 ** 30

const unpack = promisify(gunzip)

/** The names that a file may have, in the order in which they are looked for. */
const namesOf = ({ stem, ending }: ExpectedFile): string[] =>
  [`${stem}-${ending}`, `${stem}.${ending}`].flatMap((name) => [name, `${name}.gz`])

/**
 * Reads `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte` from a
 * folder. A dot may stand for the hyphen before `idx`, and each file may be gzipped. Those for training may be missing.
 * Images have 28 × 28 pixels, and `splitMnist` makes parts for training, validation and test of them.
 * @throws NaluError if the folder or a file is missing, a file cannot be unpacked or is no IDX file, or its content is not
 * MNIST's and `otherData` is not set.
 */
export async function readMnist(folder: string, { otherData = false }: ReadMnistOptions = {}): Promise<Mnist> {
  const names = await namesIn(folder)
  const missing = (file: ExpectedFile) => namesOf(file).every((name) => !names.has(name))
  const withTrain = !Object.values(files.train).every(missing)
  const wanted = [...Object.values(files.test), ...(withTrain ? Object.values(files.train) : [])]
  const lacking = wanted.filter(missing)
  if (lacking.length > 0) throw missingError(folder, lacking)
  const test = await readSet(folder, names, 'test', otherData)
  return withTrain ? { train: await readSet(folder, names, 'train', otherData), test } : { test }
}

/** The names of what a folder holds, folders apart: one archive of MNIST has folders with the names of the files. */
async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return new Set(entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw invalid(`The folder ${folder} cannot be read (${reason}). Give the folder that holds MNIST's files.`, {
      cause,
    })
  }
}

function missingError(folder: string, lacking: readonly ExpectedFile[]) {
  const names = lacking.map((file) => namesOf(file).join(', '))
  return invalid(
    `Files of MNIST are missing in ${folder}. It was looked for:\n${names.map((each) => `  ${each}`).join('\n')}\n` +
      'Put one of each line there. The test files are always needed; those for training may be left out together.',
  )
}

async function readSet(
  folder: string,
  names: ReadonlySet<string>,
  origin: MnistSet['origin'],
  otherData: boolean,
): Promise<MnistSet> {
  const read = async (file: ExpectedFile) => {
    const name = namesOf(file).find((each) => names.has(each)) as string
    return { name, bytes: await unpacked(join(folder, name), file.bytes, otherData) }
  }
  const [images, labels] = [await read(files[origin].images), await read(files[origin].labels)]
  const set = labelledImages(
    readIdxImages(images.bytes, join(folder, images.name)),
    readIdxLabels(labels.bytes, join(folder, labels.name)),
    `The ${origin} set in ${folder}`,
  )
  const strangers = [
    { ...images, sha256: files[origin].images.sha256 },
    { ...labels, sha256: files[origin].labels.sha256 },
  ].flatMap(({ name, bytes, sha256 }) => {
    const found = createHash('sha256').update(bytes).digest('hex')
    return found === sha256 ? [] : [{ name, found, sha256 }]
  })
  const [first] = strangers
  if (first !== undefined && !otherData) {
    throw invalid(
      `${join(folder, first.name)} is not MNIST's file: the SHA-256 of its content is ${first.found}, MNIST's is ` +
        `${first.sha256}. ${advice(otherData)}`,
    )
  }
  const differ = strangers.map(({ name }) => name).join(' and ')
  const note = `${differ}: content unlike MNIST's, taken as another data set of ${formatCount(set.labels.length)} images`
  return { ...set, origin, verified: strangers.length === 0, notes: strangers.length === 0 ? [] : [note] }
}

const advice = (otherData: boolean) =>
  otherData ? 'Fetch it again.' : 'Fetch it again, or set the option otherData if another data set of digits is meant.'

/** The bytes of a file, unpacked if they are gzipped, whatever the file is called. */
async function unpacked(path: string, size: number, otherData: boolean): Promise<Uint8Array> {
  const most = otherData ? MOST_BYTES : size
  const bytes = await readBytes(path)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return await unpack(bytes, { maxOutputLength: most })
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw invalid(
        `${path} unpacks to more than ${formatCount(most)} bytes, more than it can hold. ${advice(otherData)}`,
        {
          cause,
        },
      )
    }
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw invalid(`${path} cannot be unpacked: ${reason}. It is damaged or was cut off: fetch it again.`, { cause })
  }
}
