// Runs the steps of a kernel in chunks that leave the event loop its turns, and undoes those after a loss that is not finite.

import { now, sleep } from '../base/platform.ts'
import type { Kernel } from '../compile/kernel.ts'
import { addLosses, type LossSoFar } from './losses.ts'

/** Values of slots, as a kernel is given them. */
export type KernelValues = Readonly<Record<string, Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | number>>

/** Values of slots, as a kernel gives them. */
export type Slots = Readonly<Record<string, Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>>>

/** Where steps begin. */
export interface StepsStart {
  readonly step: number
  readonly trainLoss: LossSoFar
  /** Values of every slot but the data. */
  readonly slots: KernelValues
}

// How long the kernel runs before the event loop gets a turn.
const turnMilliseconds = 40

/** The steps of one training. The kernel's trace `loss` tells whether they went well. */
export class Steps {
  readonly #kernel: Kernel
  readonly #kept: readonly string[]
  readonly #started = now()
  #turn = this.#started
  // A first step tells how many fit into a turn; one may take long, and Ctrl-C has to wait for the end of a chunk.
  #chunk = 1
  /** Where to go back to when a loss turns out not to be finite. */
  #anchor: { readonly step: number; readonly slots: KernelValues }
  #step: number
  #here = 0
  #trainLoss: LossSoFar
  #isFinite = true

  /** `kept` names the slots that change or that the start fills: all but the data. */
  constructor(kernel: Kernel, kept: readonly string[], start: StepsStart) {
    this.#kernel = kernel
    this.#kept = kept
    this.#step = start.step
    this.#trainLoss = start.trainLoss
    this.#anchor = start
    this.#write(start.slots)
  }

  /** Steps that went well, those before the start included. */
  get step(): number {
    return this.#step
  }

  /** Steps that went well since the start. */
  get here(): number {
    return this.#here
  }

  /** False once a loss was not finite: the slots are then those that gave it. */
  get isFinite(): boolean {
    return this.#isFinite
  }

  get trainLoss(): LossSoFar {
    return this.#trainLoss
  }

  get perSecond(): number {
    return (1000 * this.#here) / (now() - this.#started)
  }

  /** Runs at least one step, up to `most`: as many as are likely to fit into a turn. */
  run(most: number): void {
    const began = now()
    const { mostSteps } = this.#kernel
    const ran = Math.min(this.#chunk, mostSteps, most)
    this.#advance(this.#kernel.run(ran)['loss'] as Float32Array)
    const took = now() - began
    if (took < turnMilliseconds / 4) this.#chunk = Math.min(this.#chunk * 2, mostSteps)
    else if (took > turnMilliseconds) this.#chunk = Math.ceil(this.#chunk / 2)
  }

  /** The mean loss since it was last asked for. */
  takeMean(): number {
    const { last, sum, count } = this.#trainLoss
    this.#trainLoss = { last, sum: 0, count: 0 }
    return sum / count
  }

  /** Where a turn is over: calls `atTurn` and waits for everything else that wants to run. */
  async rest(atTurn: () => void): Promise<void> {
    if (now() - this.#turn < turnMilliseconds) return
    atTurn()
    this.#anchor = { step: this.#step, slots: this.slots() }
    await sleep(0)
    this.#turn = now()
  }

  /** All slots but the data. */
  slots(): Slots {
    return this.read(this.#kept)
  }

  read(names: readonly string[]): Slots {
    return Object.fromEntries(names.map((name) => [name, this.#kernel.read(name)]))
  }

  #advance(losses: Float32Array): void {
    const { good, after } = addLosses(this.#trainLoss, losses)
    this.#trainLoss = after
    this.#step += good
    this.#here += good
    if (good === losses.length) return
    this.#isFinite = false
    this.#goBackTo(this.#step)
  }

  /** Undoes steps: how many a chunk runs depends on the clock, and results must not. */
  #goBackTo(step: number): void {
    this.#write(this.#anchor.slots)
    let left = step - this.#anchor.step
    while (left > 0) {
      const steps = Math.min(left, this.#kernel.mostSteps)
      this.#kernel.run(steps)
      left -= steps
    }
  }

  #write(slots: KernelValues): void {
    for (const [name, values] of Object.entries(slots)) this.#kernel.write(name, values)
  }
}
