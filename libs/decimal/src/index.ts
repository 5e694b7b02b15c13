export { MAX_PARTS } from './allocate.ts'
export { DecimalError, type DecimalErrorCode } from './decimal-error.ts'
export { Decimal } from './decimal.ts'
export { type FormatOptions } from './format.ts'
export { fromSteps, roundToSteps, stepsOf } from './grid.ts'
export {
  INT64_MAX,
  INT64_MIN,
  addChecked,
  addInto,
  addOverflows,
  addSlots,
  addWrapping,
  isInt64,
  subtractChecked,
  subtractInto,
  subtractOverflows,
  subtractSlots,
  subtractWrapping,
} from './int64.ts'
export { mulDiv, mulDivInto, mulDivSlots } from './int64-mul-div.ts'
export { MAX_DIGITS, MAX_SCALE } from './limits.ts'
export { type RoundingMode, divideRounded, isRoundingMode, roundingModes } from './rounding.ts'
