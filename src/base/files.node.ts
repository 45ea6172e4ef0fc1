// Files in Node: read with errors that help, and written whole or not at all.

import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, link, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { suggest } from './did-you-mean.ts'
import { failure, invalid, NaluError } from './errors.ts'
import { decodeText } from './platform.ts'

export interface WriteOptions {
  /** Replace a file that is there. Default false. */
  readonly overwrite?: boolean
}

const codeOf = (cause: unknown): string => String((cause as { readonly code?: unknown } | undefined)?.code)

/**
 * The bytes of a file.
 * @throws NaluError if there is none (with a guess at its name), it is a folder, or it may not be read.
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    const around = codeOf(cause) === 'ENOENT' ? await readdir(dirname(path)).catch(() => undefined) : []
    throw readError(path, cause, around)
  }
}

/**
 * The text of a file in UTF-8.
 * @throws NaluError as `readBytes` does, and if the file is not UTF-8.
 */
export const readText = async (path: string): Promise<string> => textOf(await readBytes(path), path)

/**
 * The text of bytes in UTF-8.
 * @param path how messages call it.
 * @throws NaluError if they are not UTF-8.
 */
export function textOf(bytes: Uint8Array, path: string): string {
  try {
    return decodeText(bytes)
  } catch (cause) {
    throw invalid(`${path} is not text in UTF-8. Save it as UTF-8, or give another file.`, { cause })
  }
}

/** Why a file cannot be read. `around`: the names in its folder; undefined if there is no such folder. */
export function readError(path: string, cause: unknown, around: readonly string[] | undefined): NaluError {
  const code = codeOf(cause)
  switch (code) {
    case 'ENOENT': {
      if (around === undefined) {
        return invalid(`There is no file ${path}: its folder ${dirname(path)} does not exist. Check the name.`, {
          cause,
        })
      }
      const guess = suggest(basename(path), around)
      const hint = guess === undefined ? 'Check the name.' : `Did you mean ${join(dirname(path), guess)}?`
      return invalid(`There is no file ${path}. ${hint}`, { cause })
    }
    case 'ENOTDIR':
      return invalid(`There is no file ${path}: ${dirname(path)} is a file, not a folder. Check the name.`, { cause })
    case 'EISDIR':
      return invalid(`${path} is a folder. Give the name of a file in it.`, { cause })
    case 'EACCES':
    case 'EPERM':
      return invalid(`${path} may not be read: permission denied. Change its permissions, or give another file.`, {
        cause,
      })
    default:
      return failure(`${path} could not be read: ${messageOf(cause)}.`, { cause })
  }
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))

/**
 * Says early, before long work, what `writeText` would say after it.
 * @throws NaluError if the file is there and must not be overwritten, or cannot be written.
 */
export async function checkWritable(path: string, { overwrite = false }: WriteOptions = {}): Promise<void> {
  try {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined) {
      const folder = await stat(dirname(path))
      if (!folder.isDirectory()) throw coded('ENOTDIR')
      await access(dirname(path), constants.W_OK)
      return
    }
    if (found.isDirectory()) throw coded('EISDIR')
    if (found.isFile() && !overwrite) throw coded('EEXIST')
    await access(path, constants.W_OK)
  } catch (cause) {
    throw writeError(path, cause)
  }
}

const coded = (code: string) => Object.assign(new Error(code), { code })

/**
 * Writes a text file in UTF-8. Whoever reads it meanwhile, and whatever happens meanwhile, sees the whole text or what
 * was there before. What is no regular file, such as `/dev/stdout`, is written to directly.
 * @throws NaluError if the file is there and `overwrite` is not set, or it cannot be written.
 */
export const writeText = (path: string, text: string, options: WriteOptions = {}): Promise<void> =>
  writeWhole(path, text, options)

/** Writes bytes as `writeText` writes text. */
export const writeBytes = (path: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<void> =>
  writeWhole(path, bytes, options)

async function writeWhole(path: string, content: string | Uint8Array, options: WriteOptions): Promise<void> {
  await checkWritable(path, options)
  try {
    const found = await stat(path).catch(() => undefined)
    if (found !== undefined && !found.isFile()) return await writeFile(path, content)
    // A link to the file stays a link.
    await writeBeside(found === undefined ? path : await realpath(path), content, options.overwrite === true)
  } catch (cause) {
    throw writeError(path, cause)
  }
}

async function writeBeside(path: string, content: string | Uint8Array, overwrite: boolean): Promise<void> {
  // In the same folder, so that putting it in place is one step of the file system.
  const temporary = join(dirname(path), `.nalu-${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    if (overwrite) await rename(temporary, path)
    else await putInFreePlace(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Renames, but never over a file that has appeared since. */
async function putInFreePlace(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw cause
    // A file system without hard links: an empty file claims the name first.
    await (await open(path, 'wx')).close()
    await rename(temporary, path)
  }
}

/** Why a file cannot be written. */
export function writeError(path: string, cause: unknown): NaluError {
  if (cause instanceof NaluError) return cause
  const folder = dirname(path)
  switch (codeOf(cause)) {
    case 'EEXIST':
      return invalid(`${path} exists already and was not changed. Give another name, or set the option overwrite.`, {
        cause,
      })
    case 'EISDIR':
      return invalid(`${path} is a folder, so no file can have that name. Give the name of a file in it.`, { cause })
    case 'ENOENT':
      return invalid(`${path} cannot be written: there is no folder ${folder}. Make it first: mkdir -p ${folder}`, {
        cause,
      })
    case 'ENOTDIR':
      return invalid(`${path} cannot be written: ${folder} is a file, not a folder. Give another name.`, { cause })
    case 'ENAMETOOLONG':
      return invalid(`${path} cannot be written: the name is too long. Give a shorter one.`, { cause })
    case 'EACCES':
    case 'EPERM':
      return invalid(`${path} may not be written: permission denied. Give a name in a folder of your own.`, { cause })
    case 'EROFS':
      return invalid(`${path} may not be written: its file system is read-only. Give a name elsewhere.`, { cause })
    case 'ENOSPC':
      return failure(`${path} could not be written: the disk is full. Make room, or give a name elsewhere.`, { cause })
    default:
      return failure(`${path} could not be written: ${messageOf(cause)}.`, { cause })
  }
}
