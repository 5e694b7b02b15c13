import type { OrderBookListener } from '../src/book/order-book-listener.ts'

/** Hears everything and keeps nothing. */
export class SilentListener implements OrderBookListener {
  onAccepted(): void {
    // Keeps nothing.
  }

  onTrade(): void {
    // Keeps nothing.
  }

  onAmended(): void {
    // Keeps nothing.
  }

  onCanceled(): void {
    // Keeps nothing.
  }

  onExpired(): void {
    // Keeps nothing.
  }

  onRejected(): void {
    // Keeps nothing.
  }
}
