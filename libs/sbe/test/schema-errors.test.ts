import { describe, expect, it } from 'vitest'
import type { SchemaProblem } from '@openlob/sbe'
import { parseSchema, SchemaError } from '@openlob/sbe'
import { schemaWith } from './schemas.ts'

function problemsOf(xml: string): readonly SchemaProblem[] {
  try {
    parseSchema(xml)
    return []
  } catch (error) {
    if (error instanceof SchemaError) return error.problems
    throw error
  }
}

const field = (attributes: string, id = 1) => `<field name="f${id}" id="${id}" ${attributes}/>`
const enumeration = '<enum name="E" encodingType="uint8"><validValue name="a">1</validValue></enum>'

/** By rule: what breaks it, as types and as parts of a message. */
const broken: readonly [rule: string, what: string, types: string, parts: string][] = [
  ['element', 'an unknown kind of type', '<record name="r"/>', ''],
  ['element', 'a composite without members', '<composite name="c"/>', ''],
  ['element', 'an unknown part of a message', '', '<thing name="t" id="1"/>'],
  ['element', 'a choice in an enum', '<enum name="E" encodingType="uint8"><choice name="a">1</choice></enum>', ''],
  ['attribute', 'a field without an id', '', '<field name="a" type="uint8"/>'],
  ['attribute', 'a field without a name', '', '<field id="1" type="uint8"/>'],
  ['attribute', 'a field without a type', '', '<field id="1" name="a"/>'],
  ['attribute', 'an id that is no number', '', '<field id="x" name="a" type="uint8"/>'],
  ['attribute', 'an id beyond 16 bits', '', '<field id="65536" name="a" type="uint8"/>'],
  ['attribute', 'an unknown presence', '', field('type="uint8" presence="maybe"')],
  ['attribute', 'a length below 0', '<type name="t" primitiveType="char" length="-1"/>', ''],
  ['name', 'a name with a blank', '', '<field id="1" name="a b" type="uint8"/>'],
  ['name', 'a name that starts with a digit', '', '<field id="1" name="1a" type="uint8"/>'],
  ['name', 'a name that objects of the language have', '', '<field id="1" name="__proto__" type="uint8"/>'],
  ['duplicate', 'two types of a name', enumeration + enumeration, ''],
  ['duplicate', 'two fields of a name', '', '<field name="a" id="1" type="int8"/><field name="a" id="2" type="int8"/>'],
  ['duplicate', 'two fields of an id', '', '<field name="a" id="1" type="int8"/><field name="b" id="1" type="int8"/>'],
  ['duplicate', 'a group with the name of a field', '', `${field('type="int8"')}<group name="f1" id="2"/>`],
  ['duplicate', 'two values of a name', '<enum name="E" encodingType="uint8"><validValue name="a">1</validValue><validValue name="a">2</validValue></enum>', ''],
  ['duplicate', 'two values of a number', '<enum name="E" encodingType="uint8"><validValue name="a">1</validValue><validValue name="b">01</validValue></enum>', ''],
  ['duplicate', 'two choices of a bit', '<set name="S" encodingType="uint8"><choice name="a">1</choice><choice name="b">1</choice></set>', ''],
  ['duplicate', 'two members of a name', '<composite name="c"><type name="a" primitiveType="int8"/><type name="a" primitiveType="int8"/></composite>', ''],
  ['unknown-type', 'a field of a type that there is not', '', field('type="uint9"')],
  ['unknown-type', 'a ref to a type that there is not', '<composite name="c"><ref name="a" type="nothing"/></composite>', ''],
  ['unknown-type', 'an enum of a type that there is not', '<enum name="E" encodingType="x"><validValue name="a">1</validValue></enum>', ''],
  ['circular-reference', 'a composite in itself', '<composite name="c"><ref name="a" type="c"/></composite>', ''],
  ['circular-reference', 'composites in each other', '<composite name="c"><ref name="a" type="d"/></composite><composite name="d"><ref name="a" type="c"/></composite>', ''],
  ['primitive', 'a primitive that there is not', '<type name="t" primitiveType="uint24"/>', ''],
  ['character-encoding', 'an encoding that there is not', '<type name="t" primitiveType="char" length="4" characterEncoding="KOI8-R"/>', ''],
  ['character-encoding', 'text of wide integers', '<type name="t" primitiveType="int32" length="4" characterEncoding="UTF-8"/>', ''],
  ['value-range', 'a least value that the primitive has not', '<type name="t" primitiveType="uint8" minValue="-1"/>', ''],
  ['value-range', 'a greatest value that the primitive has not', '<type name="t" primitiveType="uint8" maxValue="256"/>', ''],
  ['value-range', 'a null that is no number', '<type name="t" primitiveType="int64" nullValue="none"/>', ''],
  ['value-range', 'a least value above the greatest', '<type name="t" primitiveType="int8" minValue="5" maxValue="4"/>', ''],
  ['value-range', 'a null of an enum that its primitive has not', '<enum name="E" encodingType="uint8" nullValue="256"><validValue name="a">1</validValue></enum>', ''],
  ['constant', 'a constant without a value', '<type name="t" primitiveType="uint8" presence="constant"/>', ''],
  ['constant', 'a constant that is none of its primitive', '<type name="t" primitiveType="uint8" presence="constant">300</type>', ''],
  ['constant', 'a constant text that is longer than its length', '<type name="t" primitiveType="char" length="2" presence="constant">EUR</type>', ''],
  ['constant', 'a constant field that nothing says the value of', '', field('type="uint8" presence="constant"')],
  ['value-ref', 'a value that the enum has not', enumeration, field('type="E" presence="constant" valueRef="E.b"')],
  ['value-ref', 'a value of an enum that there is not', enumeration, field('type="E" presence="constant" valueRef="F.a"')],
  ['value-ref', 'a value without an enum', enumeration, field('type="E" presence="constant" valueRef="a"')],
  ['value-ref', 'a value of another enum', enumeration + enumeration.replace('"E"', '"F"'), field('type="F" presence="constant" valueRef="E.a"')],
  ['enum', 'an enum of fractions', '<enum name="E" encodingType="float"><validValue name="a">1</validValue></enum>', ''],
  ['enum', 'an enum of an array', '<type name="t" primitiveType="char" length="2"/><enum name="E" encodingType="t"><validValue name="a">A</validValue></enum>', ''],
  ['enum', 'an enum without values', '<enum name="E" encodingType="uint8"/>', ''],
  ['enum', 'a value beyond its primitive', '<enum name="E" encodingType="uint8"><validValue name="a">256</validValue></enum>', ''],
  ['enum', 'a value of two characters', '<enum name="E" encodingType="char"><validValue name="a">AB</validValue></enum>', ''],
  ['enum', 'a value that is the null', '<enum name="E" encodingType="uint8"><validValue name="a">255</validValue></enum>', ''],
  ['set', 'a set of integers with a sign', '<set name="S" encodingType="int8"><choice name="a">1</choice></set>', ''],
  ['set', 'a bit that the primitive has not', '<set name="S" encodingType="uint8"><choice name="a">8</choice></set>', ''],
  ['set', 'a bit that is no number', '<set name="S" encodingType="uint8"><choice name="a">x</choice></set>', ''],
  ['presence', 'a set that may be missing', '<set name="S" encodingType="uint8"><choice name="a">1</choice></set>', field('type="S" presence="optional"')],
  ['offset', 'a field in what is before it', '', field('type="uint32"') + field('type="uint8" offset="3"', 2)],
  ['offset', 'a member in what is before it', '<composite name="c"><type name="a" primitiveType="int32"/><type name="b" primitiveType="int8" offset="2"/></composite>', ''],
  ['block-length', 'a group that is shorter than its fields', '', '<group name="g" id="1" blockLength="1"><field name="a" id="2" type="uint32"/></group>'],
  ['block-length', 'a group that its dimension has no room for', '<composite name="tiny"><type name="blockLength" primitiveType="uint8"/><type name="numInGroup" primitiveType="uint8"/></composite>', '<group name="g" id="1" blockLength="300" dimensionType="tiny"/>'],
  ['order', 'a field behind a group', '', '<group name="g" id="1"/><field name="a" id="2" type="uint8"/>'],
  ['order', 'a group behind data', '', '<data name="d" id="1" type="text"/><group name="g" id="2"/>'],
  ['order', 'a field behind data', '', '<data name="d" id="1" type="text"/><field name="a" id="2" type="uint8"/>'],
  ['dimension', 'a dimension that counts nothing', '<composite name="d"><type name="blockLength" primitiveType="uint16"/></composite>', '<group name="g" id="1" dimensionType="d"/>'],
  ['dimension', 'a dimension with a sign', '<composite name="d"><type name="blockLength" primitiveType="int16"/><type name="numInGroup" primitiveType="uint16"/></composite>', '<group name="g" id="1" dimensionType="d"/>'],
  ['dimension', 'a dimension that is no composite', '', '<group name="g" id="1" dimensionType="uint8"/>'],
  ['data', 'data without a length', '<composite name="d"><type name="varData" primitiveType="uint8" length="0"/></composite>', '<data name="a" id="1" type="d"/>'],
  ['data', 'data of a fixed length', '<composite name="d"><type name="length" primitiveType="uint8"/><type name="varData" primitiveType="uint8" length="4"/></composite>', '<data name="a" id="1" type="d"/>'],
  ['data', 'data of wide integers', '<composite name="d"><type name="length" primitiveType="uint8"/><type name="varData" primitiveType="int32" length="0"/></composite>', '<data name="a" id="1" type="d"/>'],
  ['data', 'data with something behind it', '<composite name="d"><type name="length" primitiveType="uint8"/><type name="varData" primitiveType="uint8" length="0"/><type name="x" primitiveType="uint8"/></composite>', '<data name="a" id="1" type="d"/>'],
  ['data', 'data that is no composite', '', '<data name="a" id="1" type="uint8"/>'],
  ['data', 'a field of a variable length', '', field('type="text"')],
  ['since-version', 'a field of a later version than the schema', '', field('type="uint8" sinceVersion="4"')],
  ['since-version', 'a field that is old before the schema is', '', field('type="uint8" deprecated="4"')],
  ['since-version', 'an older field behind a newer one', '', field('type="uint8" sinceVersion="2"') + field('type="uint8" sinceVersion="1"', 2)],
  ['since-version', 'older data behind newer data', '', '<data name="a" id="1" type="text" sinceVersion="1"/><data name="b" id="2" type="text"/>'],
  ['semantic-type', 'another meaning than that of the type', '<type name="t" primitiveType="int64" semanticType="Price"/>', field('type="t" semanticType="Qty"')],
]

describe('a schema', () => {
  it.each(broken)('breaks the rule %s with %s', (rule, _, types, parts) => {
    expect(problemsOf(schemaWith(types, parts)).map((problem) => problem.rule)).toContain(rule)
  })

  it('breaks no rule without any of that', () => {
    expect(problemsOf(schemaWith(enumeration, field('type="E"')))).toEqual([])
  })

  it.each([
    ['no XML', 'nothing', 'well-formed'],
    ['an element that is not closed', '<messageSchema id="1"><types>', 'well-formed'],
    ['another root', '<schema/>', 'element'],
    ['an unknown byte order', schemaWith('', '', 'byteOrder="middle"'), 'attribute'],
    ['no id', schemaWith('', '').replace('id="5" version', 'version'), 'attribute'],
    ['a header that is no composite', schemaWith('', '', 'headerType="uint8"'), 'header'],
    ['a header without a version', schemaWith('<composite name="h"><type name="blockLength" primitiveType="uint16"/></composite>', '', 'headerType="h"'), 'header'],
    ['a header that there is not', schemaWith('', '', 'headerType="none"'), 'unknown-type'],
    ['an unknown part', schemaWith('', '').replace('<message ', '<thing/><message '), 'element'],
    ['two messages of an id', schemaWith('', '').replace('</message>', '</message><message name="N" id="1"/>'), 'duplicate'],
    ['two messages of a name', schemaWith('', '').replace('</message>', '</message><message name="M" id="2"/>'), 'duplicate'],
    ['a message that is longer than the header can say', schemaWith('', '').replace('id="1">', 'id="1" blockLength="70000">'), 'block-length'],
    ['a message that is shorter than its fields', schemaWith('', field('type="uint64"')).replace('id="1">', 'id="1" blockLength="7">'), 'block-length'],
    ['an include that nobody finds', schemaWith('', '').replace('<types>', '<include href="x.xml"/><types>'), 'include'],
    ['elements that are too deep', `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, 'well-formed'],
    ['elements that are far too deep', `${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}`, 'well-formed'],
  ])('is refused with %s', (_, xml, rule) => {
    expect(problemsOf(xml).map((problem) => problem.rule)).toContain(rule)
  })

  it('says all that is wrong at once, in the order of the text, with line, element and rule', () => {
    const xml = schemaWith('<type name="t" primitiveType="uint24"/>', `${field('type="nothing"')}\n    ${field('id="x" type="t"', 2).replace('id="2" ', '')}`)
    expect(() => parseSchema(xml, { file: 'orders.xml' })).toThrow(
      [
        'orders.xml:14:5: <type name="t">: there is no primitive type "uint24" (primitive)',
        'orders.xml:17:5: <field name="f1">: there is no type "nothing" (unknown-type)',
        'orders.xml:18:5: <field name="f2">: `id` is "x"; it must be a whole number from 0 to 65535 (attribute)',
      ].join('\n'),
    )
  })
})

describe('a schema that includes', () => {
  const main = schemaWith('', field('type="price"')).replace('<types>', '<xi:include xmlns:xi="x" href="a.xml"/><types>')
  const files: Record<string, string> = { 'a.xml': '<types><include href="b.xml"/></types>', 'b.xml': '<type name="price" primitiveType="int64"/>' }

  it('has the types of the files, and of those that they include', () => {
    const load = (href: string) => ({ name: href, text: files[href]! })
    const schema = parseSchema(main, { load })
    expect(schema.messages[0]!.fields[0]!.encoding.name).toBe('price')
  })

  it('names the file in which something is wrong', () => {
    const load = (href: string) => ({ name: href, text: href === 'b.xml' ? '<type name="price" primitiveType="int65"/>' : files[href]! })
    expect(() => parseSchema(main, { load })).toThrow('b.xml:1:1: <type name="price">: there is no primitive type "int65" (primitive)')
  })

  it('is refused where a file includes itself', () => {
    const load = (href: string) => ({ name: href, text: `<types><include href="${href}"/></types>` })
    expect(() => parseSchema(main, { load })).toThrow('a.xml:1:8: <include>: a.xml includes itself (include)')
  })
})
