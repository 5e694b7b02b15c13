/** A token bucket: `burst` tokens at first and at most, `perSecond` more each second. Time comes from the caller. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #filledUs: number

  constructor(perSecond: number, burst: number, nowUs: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#filledUs = nowUs
  }

  /** Takes a token; false where there is none. A clock that goes back adds nothing. */
  take(nowUs: number): boolean {
    const elapsedUs = nowUs - this.#filledUs
    if (elapsedUs > 0) {
      this.#tokens = Math.min(this.#burst, this.#tokens + (elapsedUs * this.#perSecond) / 1_000_000)
      this.#filledUs = nowUs
    }
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
