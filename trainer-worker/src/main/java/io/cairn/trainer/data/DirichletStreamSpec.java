package io.cairn.trainer.data;

/**
 * The synthetic stream of the HSTU paper, appendix C (Zhai et al., ICML 2024, arXiv 2402.17152): items in hidden
 * categories, records that follow a Dirichlet process over a few of them, a vocabulary that grows while the stream
 * runs. The text leaves choices open; the defaults of {@link #paper(long)} and their reasons:
 *
 * <ul>
 * <li>"up to 5 categories": a uniform number from 1 to 5 ({@code exactCategories} for always 5).
 * <li>The prior H over a record's categories is a flat Dirichlet distribution.
 * <li>Items of a category do not repeat in a record until all that are released have been drawn, as cards from a deck.
 * Evaluation removes a record's history from the ranking and counts a repeated target as a miss, so drawing with
 * replacement ({@code itemsWithReplacement}) makes a large share of test records unanswerable for any model. Of the
 * readings we know, this one and the one to five categories above lead to a ceiling nearest the printed figures.
 * </ul>
 *
 * <p>Compare models on the same stream and with the stream's popularity baseline; absolute figures of the paper depend
 * on what it does not state.
 *
 * @param items                item ids are 1 to this number; each belongs to one category at random.
 * @param categories           number of categories, at least {@code categoriesMax}.
 * @param records              length of the stream, at least 2.
 * @param recordLength         items per record, at least 2.
 * @param categoriesMax        most categories in a record, at least 1.
 * @param exactCategories      true: always that many; false: uniformly from 1 to that many.
 * @param alphaMin             smallest concentration, above 0; each record draws its own uniformly.
 * @param alphaMax             largest concentration, at least {@code alphaMin}.
 * @param initialVocabulary    share of the ids released at the first record, above 0 to 1; it grows linearly to 1.
 * @param testShare            share of the records, at the end of the stream, that only evaluation sees; 0 to 1,
 *                             exclusive.
 * @param itemsWithReplacement true: each draw of an item ignores those before it.
 * @param seed                 two streams with equal specs are equal.
 */
public record DirichletStreamSpec(
    int items,
    int categories,
    int records,
    int recordLength,
    int categoriesMax,
    boolean exactCategories,
    double alphaMin,
    double alphaMax,
    double initialVocabulary,
    double testShare,
    boolean itemsWithReplacement,
    long seed) {

    /** Checks each field and names the rule it breaks. */
    public DirichletStreamSpec {
        require(categoriesMax >= 1 && categoriesMax <= categories,
            "categories in a record must be 1 to the number of categories");
        require(items >= categories, "there must be at least as many items as categories");
        require(records >= 2, "a stream needs at least 2 records");
        require(recordLength >= 2, "a record needs at least 2 items: an input and a target");
        require(alphaMin > 0 && alphaMin <= alphaMax && alphaMax < Double.POSITIVE_INFINITY,
            "alpha must be above 0, and its minimum not above its maximum");
        require(initialVocabulary > 0 && initialVocabulary <= 1, "initial vocabulary must be above 0 and at most 1");
        require(testShare > 0 && testShare < 1, "share of test records must be between 0 and 1");
    }

    /**
     * The paper's sizes: 20,000 items in 100 categories, 1,000,000 records of 128 items, up to 5 categories each,
     * alpha from 1 to 500, 40% of the ids at the start, the last 10% of the records for the test.
     *
     * @param seed seed of the stream.
     * @return the spec.
     */
    public static DirichletStreamSpec paper(long seed) {
        return new DirichletStreamSpec(20_000, 100, 1_000_000, 128, 5, false, 1.0, 500.0, 0.40, 0.10, false, seed);
    }

    /**
     * The same stream in another length; the vocabulary grows over all of it.
     *
     * @param count number of records.
     * @return a changed copy.
     */
    public DirichletStreamSpec withRecords(int count) {
        return new DirichletStreamSpec(items, categories, count, recordLength, categoriesMax, exactCategories,
            alphaMin, alphaMax, initialVocabulary, testShare, itemsWithReplacement, seed);
    }

    /**
     * The same stream over another vocabulary. The paper has 200 items per category; where fewer than
     * {@code recordLength} are released, a record of one category repeats items, and no model finds a repeated target.
     *
     * @param itemCount     number of items.
     * @param categoryCount number of categories.
     * @return a changed copy.
     */
    public DirichletStreamSpec withItems(int itemCount, int categoryCount) {
        return new DirichletStreamSpec(itemCount, categoryCount, records, recordLength, categoriesMax,
            exactCategories, alphaMin, alphaMax, initialVocabulary, testShare, itemsWithReplacement, seed);
    }

    /**
     * Records before the test.
     *
     * @return at least 1, below {@link #records()}.
     */
    public int trainingRecords() {
        return Math.min(records - 1, Math.max(1, (int) Math.round(records * (1 - testShare))));
    }

    /**
     * Ids that a record may use: 1 to this number.
     *
     * @param record place in the stream, from 0.
     * @return the vocabulary at that time, rounded to whole ids.
     */
    public int releasedItems(int record) {
        double share = initialVocabulary + (1 - initialVocabulary) * record / records;
        return (int) Math.round(share * items);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
