package io.cairn.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** The real files have the published sizes. */
class PublicDatasetTest {

    @Test
    void movieLens100kHasItsPublishedSizes() throws IOException {
        SequenceDataset dataset = DatasetFile.at(PublicFiles.find("ml-100k/u.data")).read();

        assertEquals(DatasetFormat.MOVIELENS_100K, DatasetFile.at(PublicFiles.find("ml-100k/u.data")).format());
        assertEquals(100_000, dataset.events());
        assertEquals(943, dataset.users());
        assertEquals(1_682, dataset.catalogue().size());
    }

    @Test
    void movieLens100kIsCutAsTheReferenceRunsCutIt() throws IOException {
        SequenceDataset dataset = DatasetFile.at(PublicFiles.find("ml-100k/u.data")).read();
        DatasetBatches source = new DatasetBatches(dataset, 200, Holdout.TEST, 1);
        int batches = 0;
        int positions = 0;
        SequenceBatch last = null;
        for (Iterator<SequenceBatch> epoch = source.training(0, 128); epoch.hasNext(); batches++) {
            last = epoch.next();
            positions += last.positions();
        }

        assertEquals(8, batches);
        assertEquals(47, last.size());
        assertEquals(84_087, positions);
        assertEquals(943, source.evaluationSequences());
    }

    @Test
    void amazonBeautyHasItsPublishedSizes() throws IOException {
        SequenceDataset dataset = DatasetFile.at(PublicFiles.find("amazon/beauty.txt")).read();

        assertEquals(353_962, dataset.events());
        assertEquals(40_226, dataset.users());
        assertEquals(54_542, dataset.catalogue().size());
    }
}
