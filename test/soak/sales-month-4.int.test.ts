import { testMonths } from './sales/months.ts'

testMonths(4)
