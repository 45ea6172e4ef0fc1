// Every option that decides what a fit finds: one declaration for the command line and the library.

import { defineOptions } from '../base/options.ts'

const what = 'What to explain'
const searching = 'Search'

/** In the order in which help shows them. */
export const fitOptionSpecs = defineOptions({
  target: { type: 'text', placeholder: 'column', group: what, help: 'The column to explain.' },
  columns: {
    type: 'list',
    of: 'text',
    placeholder: 'a,b',
    group: what,
    help: 'The columns that the formula may use. Default: every column of numbers.',
  },
  modules: {
    type: 'list',
    of: 'text',
    placeholder: 'a,b',
    group: searching,
    help: 'Arithmetic modules that are trained before anything else, by their ids or files: nmu,./my-module.ts. Default: none.',
  },
  time: {
    type: 'number',
    default: 30,
    above: 0,
    unit: 's',
    group: searching,
    help: 'The search ends soon after, when the forms under way are searched; what it has found is judged.',
  },
  rounds: {
    type: 'integer',
    default: 3,
    minimum: 1,
    maximum: 1000,
    group: searching,
    help: 'Rounds at most. The same rounds and seed give the same formula, if the time suffices.',
  },
  seeds: {
    type: 'integer',
    default: 256,
    minimum: 2,
    maximum: 100_000,
    group: searching,
    help: 'Starts that are trained for each form of a formula in a round.',
  },
  seed: {
    type: 'integer',
    default: 1,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    group: searching,
    help: 'Where random numbers start.',
  },
})
