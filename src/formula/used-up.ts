// Matrices that a decomposition may overwrite.

import { Matrix } from 'ml-matrix'

/**
 * A matrix that stands for its own copy. Decompositions of the library begin with a copy, which takes several times as long as
 * their work on small systems; what is made for one of them alone needs none.
 */
export class UsedUpMatrix extends Matrix {
  override clone(): this {
    return this
  }
}
