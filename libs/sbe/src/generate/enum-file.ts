import type { EnumEncoding, SetEncoding } from '../schema/layout.ts'
import { isWide, primitives } from '../schema/primitive.ts'
import { literal, numericType, quote } from './literals.ts'
import { methodName } from './names.ts'
import { comment, Imports, lines } from './source.ts'

/** The code of an enumeration: its values, the type of them and of their names, and the way between. */
export function enumFile(encoding: EnumEncoding, name: string, runtime: string): string {
  const imports = new Imports()
  const refuse = imports.value('refuseName', runtime)
  const type = numericType(encoding.primitive)
  const { lowest, highest } = primitives[encoding.primitive]
  const whole = isWide(encoding.primitive) ? "typeof value === 'bigint' && " : 'Number.isInteger(value) && '
  const variable = methodName(name)
  const names = `${variable}Names`
  const code = [
    comment(encoding.description === '' ? `The values of \`${encoding.name}\`.` : encoding.description),
    `export const ${name} = {\n`,
    ...encoding.values.map(
      ({ name: value, description, value: number }) => `${comment(description, '  ')}  ${value}: ${literal(number)},\n`,
    ),
    '} as const\n\n',
    comment(`One of the values of {@link ${name}}.`),
    `export type ${name} = (typeof ${name})[keyof typeof ${name}]\n\n`,
    comment(`The name of one of the values of {@link ${name}}.`),
    `export type ${name}Name = keyof typeof ${name}\n\n`,
    `const ${names}: ReadonlyMap<${type}, ${name}Name> = new Map([\n`,
    ...encoding.values.map(({ name: value, value: number }) => `  [${literal(number)}, ${quote(value)}],\n`),
    '])\n\n',
    comment('The name of a value; the value itself where the schema does not know it.'),
    `export function ${variable}Name(value: ${type}): ${name}Name | ${type} {\n`,
    `  return ${names}.get(value) ?? value\n}\n\n`,
    comment('The value of a name; a number that the type holds is itself. Throws an `SbeError` for another name.'),
    `export function ${variable}Code(value: ${name}Name | ${type}): ${type} {\n`,
    lines(
      '  ',
      `if (typeof value === 'string') return Object.hasOwn(${name}, value) ? ${name}[value] : ${refuse}(${quote(name)}, value)`,
      `if (${whole}value >= ${literal(lowest)} && value <= ${literal(highest)}) return value`,
      `return ${refuse}(${quote(name)}, value)`,
    ),
    '}\n',
  ]
  return imports.file(code.join(''))
}

/** The code of a set: the bits of its choices, the type of their names, and the way between. */
export function setFile(encoding: SetEncoding, name: string, runtime: string): string {
  const imports = new Imports()
  const namesOf = imports.value('namesOfBits', runtime)
  const bitsOf = imports.value('bitsOfNames', runtime)
  const type = numericType(encoding.primitive)
  const wide = isWide(encoding.primitive)
  const variable = methodName(name)
  const mask = (bit: number) => literal(wide ? 2n ** BigInt(bit) : 2 ** bit)
  const bits = `${bitsOf}(${quote(name)}, ${name}, names, ${encoding.size * 8})`
  const code = [
    comment(encoding.description === '' ? `The choices of \`${encoding.name}\`, a bit each.` : encoding.description),
    `export const ${name} = {\n`,
    ...encoding.choices.map(
      ({ name: choice, description, bit }) => `${comment(description, '  ')}  ${choice}: ${mask(bit)},\n`,
    ),
    '} as const\n\n',
    comment(`The name of one of the choices of {@link ${name}}.`),
    `export type ${name}Name = keyof typeof ${name}\n\n`,
    comment('The names of the choices that are made; one that the schema does not know is the number of its bit.'),
    `export function ${variable}Names(bits: ${type}): (${name}Name | number)[] {\n`,
    `  return ${namesOf}<${name}Name>(${name}, bits)\n}\n\n`,
    comment('The bits of choices by name, or by number. Throws an `SbeError` for one that there is not.'),
    `export function ${variable}Bits(names: readonly (${name}Name | number)[]): ${type} {\n`,
    `  return ${wide ? bits : `Number(${bits})`}\n}\n`,
  ]
  return imports.file(code.join(''))
}
