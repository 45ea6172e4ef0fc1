// Every procedure by its name: a worker is given the name.

import { failure } from '../base/errors.ts'
import { findFusedSupport } from '../compile/features.ts'
import { digitCanvasesProcedure } from './digit-canvases-study.ts'
import { digitSequencesProcedure } from './digit-sequences-study.ts'
import { everyModelProcedure } from './every-model-study.ts'
import { gridWorldProcedure } from './grid-world-study.ts'
import { numberWordsProcedure } from './number-words-study.ts'
import type { Procedure, Study } from './study.ts'

const procedures: readonly Procedure[] = [
  numberWordsProcedure,
  digitSequencesProcedure,
  digitCanvasesProcedure,
  everyModelProcedure,
  gridWorldProcedure,
]

/** @throws NaluError if there is none of this name. */
export function procedureOf({ procedure }: Study): Procedure {
  const found = procedures.find(({ id }) => id === procedure)
  if (found === undefined) throw failure(`There is no procedure "${procedure}". Add it to src/experiments/studies.ts.`)
  return found
}

/** Everything that the outcomes of a study depend on. */
export function studyConfiguration(study: Study): Readonly<Record<string, unknown>> {
  const { procedure, options } = study
  const { version, trainings } = procedureOf(study)
  const { strict = false, ...others } = options
  return { procedure, version, options: others, trainings: trainings(study), fused: !strict && findFusedSupport() }
}
