import { isatty } from 'node:tty'
import pc from 'picocolors'

/**
 * Colours on a terminal and nowhere else, so that what is piped or kept is plain text: the package's own guess colours
 * whatever runs where `CI` or `FORCE_COLOR` is set.
 */
export const colors: ReturnType<typeof pc.createColors> = pc.createColors(
  isatty(1) && process.env['NO_COLOR'] === undefined,
)
