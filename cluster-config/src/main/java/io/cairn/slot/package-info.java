/** Hash partitions of the key space: how a key finds its slot, and a slot its shard. */
package io.cairn.slot;
