import { describe, expect, test } from 'vitest'
import { sizeOf } from '../layers/shape.ts'
import { type DrawRow, drawRows, type Where } from './every-model-data.ts'
import { matrixTask, matrixTasks } from './every-model-tasks.ts'

const count = 400
const wheres: readonly Where[] = ['inside', 'outside']

interface Row {
  readonly inputs: readonly number[]
  readonly targets: readonly number[]
}

/** Rows of a task apart from each other. */
function rowsOf(id: string, where: Where): Row[] {
  const { draw } = matrixTask(id)
  const { inputs, targets } = drawRows(draw, id, 1, where, count)
  const part = (values: ArrayLike<number>, i: number) => {
    const size = values.length / count
    return Array.from(values).slice(i * size, (i + 1) * size)
  }
  return Array.from({ length: count }, (_, i) => ({ inputs: part(inputs, i), targets: part(targets, i) }))
}

const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const

/** How often a shape stands in an image, at any place, by comparing all windows of 3 × 3. */
function windowsLike(image: readonly number[], shape: string): number {
  let found = 0
  for (let top = 0; top < 10; top += 1) {
    for (let left = 0; left < 10; left += 1) {
      const window = [0, 1, 2].flatMap((y) => image.slice((top + y) * 12 + left, (top + y) * 12 + left + 3))
      if (window.join('') === shape) found += 1
    }
  }
  return found
}

describe('rows of data', () => {
  test.each(matrixTasks.map((task) => [task.id, task] as const))(
    'of %s fit its shapes, inside and outside',
    (id, task) => {
      for (const where of wheres) {
        for (const { inputs, targets } of rowsOf(id, where)) {
          expect(inputs).toHaveLength(sizeOf(task.input(where)))
          expect(targets).toHaveLength(task.loss.id === 'crossEntropy' ? 1 : task.outputs)
        }
      }
    },
  )

  test('depend on the name, the seed and the part alone, and more of them only follow', () => {
    const { draw } = matrixTask('product')
    const inputs = (name: string, seed: number, where: Where, rows: number) =>
      Array.from(drawRows(draw, name, seed, where, rows).inputs)
    expect(inputs('a', 1, 'inside', 3)).toEqual(inputs('a', 1, 'inside', 9).slice(0, 9))
    for (const other of [inputs('b', 1, 'inside', 3), inputs('a', 2, 'inside', 3), inputs('a', 1, 'outside', 3)]) {
      expect(other).not.toEqual(inputs('a', 1, 'inside', 3))
    }
  })

  test.each([0, -1, 1.5, Number.NaN])('%d of them are refused', (rows) => {
    const none: DrawRow = () => ({ inputs: [], targets: [] })
    expect(() => drawRows(none, 'a', 1, 'inside', rows)).toThrow(
      `${rows} rows of "a" were asked for; expected a whole number of at least 1.`,
    )
  })
})

describe('tasks with arithmetic', () => {
  test('a product: (a + b) · c, outside of numbers that are never seen inside', () => {
    for (const where of wheres) {
      for (const { inputs, targets } of rowsOf('product', where)) {
        const [a, b, c] = inputs as [number, number, number]
        expect(targets[0]).toBeCloseTo(a * c + b * c, 12)
      }
    }
    const [inside, outside] = wheres.map((where) => range(rowsOf('product', where).flatMap(({ inputs }) => inputs)))
    expect(inside?.[0]).toBeGreaterThanOrEqual(0)
    expect(inside?.[1]).toBeLessThan(2)
    expect(outside?.[0]).toBeGreaterThanOrEqual(2)
    expect(outside?.[1]).toBeLessThan(6)
  })

  test('a count: as many crosses as the image shows, 0 to 4, and 5 to 8 outside; boxes do not count', () => {
    for (const [where, counts] of [['inside', [0, 1, 2, 3, 4]] as const, ['outside', [5, 6, 7, 8]] as const]) {
      const rows = rowsOf('count', where)
      for (const { inputs, targets } of rows) {
        // Only the places of the grid: neighbours might look like a cross together.
        expect(crossesOnGrid(inputs)).toBe(targets[0])
      }
      expect([...new Set(rows.flatMap(({ targets }) => targets))].toSorted()).toEqual(counts)
    }
  })

  test('a sum: of 1 to 10 numbers behind zeros, of 11 to 20 outside', () => {
    const lengths = wheres.map((where) =>
      range(
        rowsOf('sum', where).map(({ inputs, targets }) => {
          expect(targets[0]).toBeCloseTo(
            inputs.toReversed().reduce((sum, each) => sum + each, 0),
            12,
          )
          const first = inputs.findIndex((each) => each !== 0)
          expect(range(inputs.slice(first))[0]).toBeGreaterThan(0)
          return inputs.length - first
        }),
      ),
    )
    expect(lengths).toEqual([
      [1, 10],
      [11, 20],
    ])
  })

  test('numbers with their sums are given back, outside larger than any inside', () => {
    for (const where of wheres) {
      for (const { inputs, targets } of rowsOf('numbers', where)) {
        const [a, b, c, ...others] = inputs as [number, number, number, ...number[]]
        expect(others).toEqual([a + b, b + c, a - c])
        expect(targets).toEqual(inputs)
        const [least, most] = range([a, b, c].map(Math.abs))
        if (where === 'inside') expect(most).toBeLessThanOrEqual(1)
        else expect(least).toBeGreaterThanOrEqual(1)
      }
    }
  })
})

/** Crosses at the 16 places of the grid. */
function crossesOnGrid(image: readonly number[]): number {
  const cells = Array.from({ length: 16 }, (_, cell) => {
    const [top, left] = [3 * Math.floor(cell / 4), 3 * (cell % 4)]
    return [0, 1, 2].flatMap((y) => image.slice((top + y) * 12 + left, (top + y) * 12 + left + 3)).join('')
  })
  return cells.filter((cell) => cell === '010111010').length
}

describe('tasks without arithmetic', () => {
  test('moons: the mean of each class lies where its half circle does, and twice as far from the middle outside', () => {
    for (const [where, scale] of [['inside', 1] as const, ['outside', 2] as const]) {
      const rows = rowsOf('moons', where)
      for (const moon of [0, 1]) {
        const own = rows.filter(({ targets }) => targets[0] === moon)
        const mean = (axis: number) => own.reduce((sum, { inputs }) => sum + (inputs[axis] as number), 0) / own.length
        // The mean height of a half circle is 2 / π.
        const [x, y] = moon === 0 ? [0, 2 / Math.PI] : [1, 0.5 - 2 / Math.PI]
        // About 200 points of deviation 0.75 and 0.4 times the scale: four deviations of their mean.
        expect(Math.abs(mean(0) - (0.5 + scale * (x - 0.5)))).toBeLessThan(0.22 * scale)
        expect(Math.abs(mean(1) - (0.25 + scale * (y - 0.25)))).toBeLessThan(0.12 * scale)
      }
    }
  })

  test('shapes: nearly everywhere the brightest window has the shape that the class names', () => {
    const shapes = ['010111010', '111101111', '100100111', '110011001']
    for (const where of wheres) {
      const right = rowsOf('shape', where).filter(({ inputs, targets }) => {
        const half = Math.max(...inputs) / 2
        const dark = inputs.map((pixel) => (pixel > half ? 1 : 0))
        return windowsLike(dark, shapes[targets[0] as number] as string) === 1
      })
      expect(right.length).toBeGreaterThan(0.7 * count)
    }
    // Inside at most 1 and five deviations of noise, 1.75; outside at least 2, of which noise may take some.
    const brightest = wheres.map((where) => range(rowsOf('shape', where).map(({ inputs }) => Math.max(...inputs))))
    expect(brightest[0]?.[1]).toBeLessThan(1.75)
    expect(brightest[1]?.[0]).toBeGreaterThan(1.75)
  })

  test('waves: all four, of heights within ±1 and noise', () => {
    for (const where of wheres) {
      const rows = rowsOf('wave', where)
      expect(new Set(rows.map(({ targets }) => targets[0]))).toEqual(new Set([0, 1, 2, 3]))
      // A square wave has the size 1, a triangle or saw 1 / √3, beside the noise of 0.3.
      for (const [which, square] of [1 / 3, 1, 1 / 3, 1 / 3].entries()) {
        const values = rows.filter(({ targets }) => targets[0] === which).flatMap(({ inputs }) => inputs)
        const mean = values.reduce((sum, value) => sum + value * value, 0) / values.length
        expect(mean).toBeCloseTo(square + 0.09, 1)
      }
    }
  })

  test('curves: bumps of a height within the range, which are given back', () => {
    const heights = wheres.map((where) =>
      range(
        rowsOf('curve', where).map(({ inputs, targets }) => {
          expect(targets).toEqual(inputs)
          return Math.max(...inputs)
        }),
      ),
    )
    // The top may lie between two points, half of 1 / 15 away: up to a tenth lower at the least width of 0.1.
    expect(heights[0]?.[0]).toBeGreaterThan(0.5 * 0.9)
    expect(heights[0]?.[1]).toBeLessThanOrEqual(1)
    expect(heights[1]?.[0]).toBeGreaterThan(2 * 0.9)
    expect(heights[1]?.[1]).toBeLessThanOrEqual(3)
  })
})
