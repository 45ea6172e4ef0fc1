import { expect, test } from 'vitest'
import { after, type CancelSignal, decodeText, encodeText, now, sleep, textDecoder, webAssembly } from './platform.ts'

test('an AbortSignal is a CancelSignal', () => {
  const signal: CancelSignal = new AbortController().signal
  expect(signal.aborted).toBe(false)
})

test('the smallest WebAssembly module validates, compiles and starts', async () => {
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  const { Module, Instance, Memory, validate, compile, instantiate } = webAssembly()
  expect(validate(empty)).toBe(true)
  expect(new Instance(new Module(empty)).exports).toEqual({})
  expect((await instantiate(await compile(empty))).exports).toEqual({})
  const memory = new Memory({ initial: 1 })
  expect(memory.grow(1)).toBe(1)
  expect(memory.buffer.byteLength).toBe(2 * 65536)
})

test('the clock goes forward while sleeping', async () => {
  const start = now()
  await sleep(5)
  expect(now() - start).toBeGreaterThan(3)
})

test('sleep ends at once when the signal is aborted, before or during it', async () => {
  const controller = new AbortController()
  const start = now()
  const sleeping = sleep(60_000, controller.signal)
  controller.abort()
  await sleeping
  await sleep(60_000, controller.signal)
  expect(now() - start).toBeLessThan(1000)
})

test('a callback that was called off is not called', async () => {
  let calls = 0
  const callOff = after(1, () => {
    calls += 1
  })
  callOff()
  await sleep(10)
  expect(calls).toBe(0)
})

test('text survives the way to UTF-8 and back', () => {
  const text = 'a·b ≈ 2.5 · √x · 🧮'
  expect(decodeText(encodeText(text))).toBe(text)
  expect([...encodeText('·')]).toEqual([0xc2, 0xb7])
})

test('bytes that are not UTF-8 are refused with advice', () => {
  expect(() => decodeText(new Uint8Array([0xff, 0xfe]))).toThrow(
    'These 2 bytes are not UTF-8 text. Save the text as UTF-8.',
  )
})

test('UTF-8 in pieces is decoded as a whole, wherever it is cut', () => {
  const text = 'a·b ≈ 🧮'
  const bytes = encodeText(`\uFEFF${text}`)
  for (let at = 0; at <= bytes.length; at += 1) {
    const decode = textDecoder()
    expect(decode(bytes.subarray(0, at)) + decode(bytes.subarray(at)) + decode()).toBe(text)
  }
})

test('pieces that are not UTF-8, or end inside of a letter, are refused', () => {
  const message = 'These bytes are not UTF-8 text. Save the text as UTF-8.'
  expect(() => textDecoder()(Uint8Array.of(0xff))).toThrow(message)
  const decode = textDecoder()
  expect(decode(Uint8Array.of(0x61, 0xc2))).toBe('a')
  expect(() => decode()).toThrow(message)
})
