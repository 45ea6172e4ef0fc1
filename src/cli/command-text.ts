// Commands to copy: the one that was typed, with an option set or left out.

import { shellWord } from './terminal.ts'

/** A command to copy, from its arguments. */
export const commandText = (args: readonly string[]): string => ['nalu', ...args.map(shellWord)].join(' ')

/** The arguments with an option set, in place of an earlier value. */
export function withOption(args: readonly string[], flag: string, value: string): string[] {
  const { at, taken } = placeOf(args, flag)
  return at < 0 ? [...args, flag, value] : [...args.slice(0, at), flag, value, ...args.slice(at + taken)]
}

/** The arguments without an option that has a value. */
export function withoutOption(args: readonly string[], flag: string): readonly string[] {
  const { at, taken } = placeOf(args, flag)
  return at < 0 ? args : [...args.slice(0, at), ...args.slice(at + taken)]
}

function placeOf(args: readonly string[], flag: string): { readonly at: number; readonly taken: number } {
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`))
  return { at, taken: args[at] === flag ? 2 : 1 }
}
