/**
 * Batches cut into messages: what each shard still has to be asked, what is in flight, and what happens when a part is
 * refused or its session is lost.
 */
package io.cairn.client.batch;
