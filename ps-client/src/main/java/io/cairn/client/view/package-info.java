/** How a client sees its cluster: tables, replicas, shards. Plain records. */
package io.cairn.client.view;
