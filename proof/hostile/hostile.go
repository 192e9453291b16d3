// Package hostile proves that nothing a client sends breaks the server. It has only tests.
//
// They read the OpenAPI description that the server itself gives, and make requests of it: valid ones, ones with a single
// mistake, and ones that mean harm, in the place of everyone from a stranger to the staff. Every answer must be one that the
// description declares: status, content type, schema with no further fields, size. Nothing may stay behind, and the store
// must be sound at the end.
//
// A run is made of numbered requests, each from the seed and its number alone. A failure prints both.
package hostile
