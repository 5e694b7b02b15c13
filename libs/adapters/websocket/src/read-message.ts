import { Problem } from './errors.ts'
import { parseJsonObject } from './json-text.ts'
import type { JsonObject } from './json-text.ts'
import { requestBySchema } from './messages.ts'
import type { Request } from './messages.ts'
import { plainOrder } from './plain-order.ts'

/** A message as it came, checked. */
export function toRequest(message: JsonObject): Request | Problem {
  return plainOrder(message) ?? requestBySchema(message)
}

/** Reads the text of one message. */
export function parseRequest(text: string): Request | Problem {
  const message = parseJsonObject(text)
  return message instanceof Problem ? message : toRequest(message)
}
