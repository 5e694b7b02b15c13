import type { Block, Encoding, Member, PlainObject, PlainValue, Schema } from '@openlob/sbe'
import { parseSchema } from '@openlob/sbe'
import { schemaWith } from './schemas.ts'

/** A schema that grows in every way in which one may, so that older readers still read what newer ones write. */
export function growingSchema(version: 0 | 1): Schema {
  const later = (text: string) => (version === 0 ? '' : text)
  const types = `
    <enum name="E" encodingType="uint8"><validValue name="old">1</validValue>
      ${later('<validValue name="new" sinceVersion="1">2</validValue>')}</enum>
    <set name="S" encodingType="uint8"><choice name="one">0</choice>
      ${later('<choice name="two" sinceVersion="1">1</choice>')}</set>
    <composite name="C"><type name="x" primitiveType="uint16"/>
      ${later('<type name="y" primitiveType="uint16" sinceVersion="1"/>')}</composite>`
  const parts = `
    <field name="a" id="1" type="uint32"/>
    <field name="e" id="2" type="E"/>
    <field name="s" id="3" type="S"/>
    <field name="c" id="4" type="C"/>
    ${later(`
    <field name="b" id="5" type="uint64" sinceVersion="1"/>
    <field name="wide" id="6" type="int64" presence="optional" sinceVersion="1"/>
    <field name="text" id="7" type="code" sinceVersion="1"/>
    <field name="many" id="8" type="three" sinceVersion="1"/>
    <field name="side" id="9" type="E" sinceVersion="1"/>
    <field name="set" id="10" type="S" sinceVersion="1"/>
    <field name="composite" id="11" type="C" sinceVersion="1"/>
    <field name="seven" id="12" type="seven" sinceVersion="1"/>`)}
    <group name="g" id="20">
      <field name="p" id="21" type="uint16"/>
      ${later('<field name="q" id="22" type="uint8" sinceVersion="1"/>')}
      <group name="h" id="23"><field name="r" id="24" type="uint8"/>
        ${later('<field name="t" id="25" type="uint16" sinceVersion="1"/>')}</group>
      <data name="d" id="26" type="text"/>
    </group>
    <data name="note" id="30" type="text"/>
    ${later('<data name="more" id="31" type="text" sinceVersion="1"/>')}`
  const fixed = `
    <type name="code" primitiveType="char" length="4"/><type name="three" primitiveType="int16" length="3"/>
    <type name="seven" primitiveType="uint8" presence="constant">7</type>`
  return parseSchema(schemaWith(types + fixed, parts).replace('version="3"', `version="${version}"`))
}

/** What a reader sees of a message that a sender of another version wrote. */
export function seenBy(reader: Block, writer: Block, value: PlainObject, version: number): PlainObject {
  const fields = reader.fields.map((field) => [field.name, seenMember(field, writer.fields, value, version)])
  const groups = reader.groups.map((group) => {
    const sent = writer.groups.find(({ name }) => name === group.name)
    const entries = sent === undefined ? [] : (value[group.name] as readonly PlainObject[])
    return [group.name, entries.map((entry) => seenBy(group, sent!, entry, version))]
  })
  const data = reader.data.map(({ name, sinceVersion }) => [name, sinceVersion > version ? '' : value[name]])
  return Object.fromEntries([...fields, ...groups, ...data]) as PlainObject
}

function seenMember(member: Member, sent: readonly Member[], value: PlainObject, version: number): PlainValue {
  if (member.sinceVersion > version) return null
  const writer = sent.find(({ name }) => name === member.name)
  return seenValue(member.encoding, writer!.encoding, value[member.name]!, version)
}

function seenValue(reader: Encoding, writer: Encoding, value: PlainValue, version: number): PlainValue {
  if (value === null) return null
  if (reader.kind === 'enum' && writer.kind === 'enum') {
    const number = writer.values.find(({ name }) => name === value)?.value ?? value
    return reader.values.find((valid) => valid.value === number)?.name ?? number
  }
  if (reader.kind === 'set' && writer.kind === 'set') {
    const parts = (value as readonly (string | number)[]).map((part) => {
      const bit = writer.choices.find(({ name }) => name === part)?.bit ?? Number(part)
      return { bit, name: reader.choices.find((choice) => choice.bit === bit)?.name }
    })
    const named = reader.choices.filter(({ bit }) => parts.some((part) => part.bit === bit)).map(({ name }) => name)
    const unnamed = parts.filter(({ name }) => name === undefined).map(({ bit }) => bit)
    return [...named, ...unnamed.sort((a, b) => a - b)]
  }
  if (reader.kind === 'composite' && writer.kind === 'composite') {
    return Object.fromEntries(
      reader.members.map((member) => [member.name, seenMember(member, writer.members, value as PlainObject, version)]),
    )
  }
  return value
}
