/**
 * The serving tier's door, put together: threads, protocols and metrics of one gateway. The packages below import each
 * other towards {@code lookup} only.
 */
package io.cairn.server.gateway;
