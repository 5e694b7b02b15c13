import { writeGeneratedParts } from './generated-docs.ts'

writeGeneratedParts()
