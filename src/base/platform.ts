// The few globals that Node, pages and workers share, typed here so that no public type needs DOM or Node types.

import { failure, invalid } from './errors.ts'

/** Something that can be called off: every `AbortSignal` fits. */
export interface CancelSignal {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** A compiled WebAssembly module: opaque, and can be posted to a worker. */
export type WasmModule = object

export interface WasmMemory {
  readonly buffer: ArrayBuffer
  /** Adds pages of 64 KiB, detaches earlier views, and returns the former number of pages. */
  grow(pages: number): number
}

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>
}

export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The part of the global `WebAssembly` that is used here. */
export interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule, imports?: WasmImports) => WasmInstance
  readonly Memory: new (limits: { initial: number; maximum?: number }) => WasmMemory
  validate(bytes: Uint8Array): boolean
  compile(bytes: Uint8Array): Promise<WasmModule>
  instantiate(module: WasmModule, imports?: WasmImports): Promise<WasmInstance>
}

interface Shared {
  readonly WebAssembly?: WasmApi
  readonly performance: { now(): number }
  readonly TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> }
  readonly TextDecoder: new (
    label: string,
    options: { fatal: boolean },
  ) => {
    decode(bytes?: Uint8Array, options?: { readonly stream: boolean }): string
  }
  setTimeout(callback: () => void, milliseconds: number): unknown
  clearTimeout(handle: unknown): void
  atob(base64: string): string
  btoa(binary: string): string
}

const shared = globalThis as unknown as Shared

/**
 * The engine's WebAssembly.
 * @throws NaluError if this engine has none, as in a browser's lockdown mode.
 */
export function webAssembly(): WasmApi {
  if (shared.WebAssembly === undefined) {
    throw failure(
      'This JavaScript engine offers no WebAssembly, which training needs. ' +
        'Use Node 22.18 or newer, or a browser without its lockdown or strict security mode.',
    )
  }
  return shared.WebAssembly
}

/** Milliseconds on a clock that only goes forward; only differences mean anything. */
export function now(): number {
  return shared.performance.now()
}

/** Calls `callback` once after `milliseconds`; the returned function calls it off. */
export function after(milliseconds: number, callback: () => void): () => void {
  const handle = shared.setTimeout(callback, milliseconds)
  return () => shared.clearTimeout(handle)
}

/** Resolves after `milliseconds`, or at once when `signal` is aborted. Zero lets waiting events run first. */
export function sleep(milliseconds: number, signal?: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const finish = () => {
      callOff()
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const callOff = after(milliseconds, finish)
    signal?.addEventListener('abort', finish)
  })
}

/** The text as UTF-8. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new shared.TextEncoder().encode(text)
}

/**
 * The text that these UTF-8 bytes spell.
 * @throws NaluError if they are not UTF-8.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new shared.TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw invalid(`These ${bytes.length} bytes are not UTF-8 text. Save the text as UTF-8.`, { cause })
  }
}

/**
 * Decodes UTF-8 that comes in pieces, cut anywhere: the function gives the text of the next piece, and without one sees
 * that nothing is left over. A byte order mark at the beginning is left out.
 * The function throws a NaluError if the bytes are not UTF-8.
 */
export function textDecoder(): (bytes?: Uint8Array) => string {
  const decoder = new shared.TextDecoder('utf-8', { fatal: true })
  return (bytes) => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch (cause) {
      throw invalid('These bytes are not UTF-8 text. Save the text as UTF-8.', { cause })
    }
  }
}

/** `atob`: a string with one character (0 to 255) a byte. Throws whatever the engine throws. */
export function binaryFromBase64(base64: string): string {
  return shared.atob(base64)
}

/** `btoa`: the inverse of `binaryFromBase64`. */
export function base64FromBinary(binary: string): string {
  return shared.btoa(binary)
}
