# attacks: a quotient of 425 million digits
# expect: raised MemoryError | raised ValueError
import decimal

decimal.getcontext().prec = decimal.MAX_PREC
decimal.Decimal(1) / 3
