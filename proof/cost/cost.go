// Package cost holds what operations may cost, in statements and allocations: counts, which are the same on every machine, where
// times are not. It has only tests.
package cost
