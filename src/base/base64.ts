// Base64 (RFC 4648, with padding): bytes in a JSON file. Works in Node, pages and workers.

import { invalid } from './errors.ts'
import { base64FromBinary, binaryFromBase64 } from './platform.ts'

/** As many arguments as `String.fromCharCode` takes safely in one call. */
const CHUNK = 8192

export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK))
  }
  return base64FromBinary(binary)
}

/**
 * The bytes that `text` spells.
 * @throws NaluError if the text is anything but the base64 that `encodeBase64` writes for these bytes.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 !== 0) {
    throw invalid(`Base64 text has ${text.length} characters, which is no multiple of 4. It was probably cut off.`)
  }
  const strange = /[^A-Za-z0-9+/=]|=(?!=?$)/.exec(text)
  if (strange !== null) {
    throw invalid(
      `Base64 text has the character ${JSON.stringify(strange[0])} at position ${strange.index}. It is damaged.`,
    )
  }
  const binary = binaryFromBase64(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i)
  // The last character may carry bits that belong to no byte; only zeros are right.
  const tail = bytes.length % 3
  if (tail !== 0 && encodeBase64(bytes.subarray(bytes.length - tail)) !== text.slice(-4)) {
    throw invalid(`Base64 text ends in "${text.slice(-4)}", whose unused bits are not zero. It is damaged.`)
  }
  return bytes
}
