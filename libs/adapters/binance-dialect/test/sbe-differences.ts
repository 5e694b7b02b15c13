/** What JSON has and messages have not, by name. */
const JSON_ONLY = new Set([
  ...['timezone', 'serverTime', 'quotePrecision', 'opoAllowed', 'quoteOrderQty'],
  ...['makerCommission', 'takerCommission', 'buyerCommission', 'sellerCommission'],
])
/** What a message says where JSON says nothing. */
const UNSAID: readonly unknown[] = [0, -1, '0', false, '', 'EXCHANGE', 'PRINCIPAL', 'AUTO_MATCH', 'NONE']
/** Names that are made at random where a client gives none. */
const RANDOM = /^(?:[A-Za-z0-9]{22}|[A-Za-z0-9]{64})$/

/** Where a message does not say what JSON says. */
export function differences(json: unknown, sbe: unknown, at = ''): readonly string[] {
  if (Array.isArray(json)) {
    const read = Array.isArray(sbe) ? (sbe as readonly unknown[]) : []
    // A candle's last field means nothing, and only JSON has it.
    const list = json.length === 12 && json[11] === '0' ? json.slice(0, 11) : (json as readonly unknown[])
    // Of a set the order means nothing.
    if (list.every((part) => typeof part === 'string' && /^[A-Z_]+$/.test(part)))
      return isSameSet(list as readonly string[], read, at)
    if (list.length !== read.length) return [`${at}: ${list.length} of JSON, ${read.length} of SBE`]
    return list.flatMap((part, index) => differences(part, read[index], `${at}[${index}]`))
  }
  if (isObject(json)) return inObjects(json, isObject(sbe) ? sbe : {}, at)
  return isSame(json, sbe) ? [] : [`${at}: ${JSON.stringify(json)} in JSON, ${JSON.stringify(sbe)} in SBE`]
}

function isSameSet(json: readonly string[], sbe: readonly unknown[], at: string): readonly string[] {
  const [left, right] = [json.toSorted().join(), (sbe as readonly string[]).toSorted().join()]
  return left === right ? [] : [`${at}: ${left} in JSON, ${right} in SBE`]
}

function inObjects(
  json: Readonly<Record<string, unknown>>,
  sbe: Readonly<Record<string, unknown>>,
  at: string,
): readonly string[] {
  return [...new Set([...Object.keys(json), ...Object.keys(sbe)])].flatMap((name) => {
    const [written, read] = [json[name], sbe[name]]
    if (read === undefined && (JSON_ONLY.has(name) || written === null || isEmpty(written))) return []
    if (written === undefined)
      return UNSAID.includes(read) || isEmpty(read) ? [] : [`${at}.${name}: only SBE has ${JSON.stringify(read)}`]
    return differences(written, read, `${at}.${name}`)
  })
}

function isSame(json: unknown, sbe: unknown): boolean {
  if (json === sbe || (json === null && sbe === undefined)) return true
  if (json === 'NONE' && sbe === undefined) return true
  if (typeof json !== 'string') return false
  if (typeof sbe === 'number') return Math.fround(Number(json)) === sbe
  if (typeof sbe !== 'string') return false
  return (RANDOM.test(json) && RANDOM.test(sbe)) || (/^-?\d+\.\d+$/.test(json) && json.replace(/\.?0+$/, '') === sbe)
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
