/**
 * The gateway's door for HTTP/1.1 and HTTP/2: lookups as JSON or as a binary body, what tables there are, health, and a
 * page that describes it all. {@code openapi.yaml} among the resources is the contract.
 */
package io.cairn.server.gateway.http;
