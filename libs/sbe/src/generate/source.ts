import { folded } from './fold.ts'

/** How long a line of a comment may be. */
const COMMENT_WIDTH = 110

/** A documentation comment, wrapped, at an indentation; nothing where there is nothing to say. */
export function comment(text: string, indent = ''): string {
  const words = text.replaceAll('*/', '*\\/').split(/\s+/).filter((word) => word !== '')
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length > COMMENT_WIDTH) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  if (lines.length === 0) return ''
  if (lines.length === 1) return `${indent}/** ${lines[0]!} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

/** Lines that are not empty, at an indentation. */
export function lines(indent: string, ...texts: readonly (string | false)[]): string {
  return texts.filter((text) => text !== false && text !== '').map((text) => `${indent}${String(text)}\n`).join('')
}

/** A method of a class with its comment. */
export function method(documentation: string, signature: string, ...body: readonly (string | false)[]): string {
  return `${comment(documentation, '  ')}  ${signature} {\n${lines('    ', ...body)}  }\n`
}

/** The code of a class without those of its private fields that it only sets: compilers mind them. */
export function withoutUnread(code: string, fields: readonly string[]): string {
  return fields.reduce((text, field) => {
    const name = `\\$${field}`
    if (new RegExp(`this\\.${name}\\b(?! =)`).test(text)) return text
    return text
      .replaceAll(new RegExp(`^  private ${name}\\b.*\\n`, 'gm'), '')
      .replaceAll(new RegExp(`^( *)this\\.${name} = (this\\.#cursor\\.advance.*)\\n`, 'gm'), '$1$2\n')
      .replaceAll(new RegExp(`^ *this\\.${name} = .*\\n`, 'gm'), '')
  }, code)
}

/** What a file imports: names by module, each once. */
export class Imports {
  readonly #values = new Map<string, Set<string>>()
  readonly #types = new Map<string, Set<string>>()

  /** Imports a value, and gives its name. */
  value(name: string, module: string): string {
    add(this.#values, name, module)
    return name
  }

  /** Imports a type, and gives its name. */
  type(name: string, module: string): string {
    add(this.#types, name, module)
    return name
  }

  /** A file: the import statements of what its code needs, packages before files, and the code. */
  file(text: string): string {
    // Methods with a line between them.
    const code = text.replaceAll(/^ {2}\}\n(?= {2}\S)/gm, '  }\n\n')
    const modules = [...new Set([...this.#types.keys(), ...this.#values.keys()])]
    const sorted = modules.sort((a, b) => Number(a.startsWith('.')) - Number(b.startsWith('.')) || compare(a, b))
    const used = new Set(code.match(/[A-Za-z_$][\w$]*/g))
    const imports = sorted.map((module) => this.#of(module, used)).join('')
    return imports === '' ? folded(code) : `${imports}\n${folded(code)}`
  }

  #of(module: string, used: ReadonlySet<string>): string {
    const values = [...(this.#values.get(module) ?? [])].filter((name) => used.has(name))
    const types = [...(this.#types.get(module) ?? [])].filter((name) => used.has(name) && !values.includes(name))
    return statement('import type', types, module) + statement('import', values, module)
  }
}

function add(to: Map<string, Set<string>>, name: string, module: string): void {
  const names = to.get(module) ?? new Set()
  to.set(module, names.add(name))
}

function statement(keyword: string, names: readonly string[], module: string): string {
  if (names.length === 0) return ''
  const sorted = [...names].sort(compare)
  const line = `${keyword} { ${sorted.join(', ')} } from '${module}'\n`
  return line.length <= COMMENT_WIDTH ? line : `${keyword} {\n${lines('  ', ...sorted.map((name) => `${name},`))}} from '${module}'\n`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
