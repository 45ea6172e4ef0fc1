// A scored cell as JSON: stable names, numbers that are not finite as null.

import { jsonNumber } from '../base/numbers.ts'
import type { CellSummary } from '../experiments/cell-summary.ts'
import type { SuccessRate } from '../statistics/success-rate.ts'

const rateJson = (rate: SuccessRate | undefined) =>
  rate === undefined ? null : { rate: rate.rate, interval: rate.interval }

/** `{key, module, op, range, seeds, successRate, interval, published, agree, coreSeconds, …}` */
export function cellJson(summary: CellSummary): object {
  const { cell, outcomes, success, solvedAt, sparsity, notFinite, coreSeconds, published, agreement } = summary
  const { keys = {} } = cell
  return {
    key: Object.entries(keys)
      .map((entry) => entry.join('='))
      .join(','),
    ...keys,
    seeds: outcomes.length,
    successRate: success === undefined ? null : success.raw.rate,
    interval: success === undefined ? null : success.raw.interval,
    published:
      published === undefined
        ? null
        : { successRate: published.rate, interval: published.interval ?? null, source: published.source },
    agree: agreement === undefined ? null : agreement.agrees,
    adjustedP: agreement === undefined ? null : jsonNumber(agreement.adjustedP).value,
    forms:
      success === undefined
        ? null
        : {
            float64: rateJson(success.float64),
            snapped: rateJson(success.snapped),
            polished: rateJson(success.polished),
          },
    solvedAt: solvedAt === undefined ? null : { median: solvedAt.median, mean: solvedAt.mean.mean },
    sparsity: sparsity === undefined ? null : sparsity.mean,
    notFinite,
    coreSeconds,
  }
}
