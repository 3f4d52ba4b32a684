package io.cairn.trainer.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Generates the records of a {@link DirichletStreamSpec}, one at a time and in any order; none is kept. Position n of a
 * record (n = 1, 2, ...) takes a category from the record's prior H with probability alpha / (alpha + n - 1), and else
 * category c with probability n_c / (alpha + n - 1), n_c being how often the record had it; that is the category of an
 * earlier position chosen uniformly. Belongs to one thread: it reuses its arrays.
 */
public final class DirichletStream {

    private final DirichletStreamSpec spec;
    private final int[] categoryOf;
    private final int[][] itemsByCategory;
    /** The categories of the record being made, and the running sum of their probabilities under H. */
    private final int[] categories;
    private final double[] priorSums;
    /** Per category of the record: its released items, how many there are, and how many of the deck are drawn. */
    private final int[][] decks;
    private final int[] deckSizes;
    private final int[] drawn;
    /** By position: which of the record's categories it has. */
    private final int[] choices;

    /**
     * Assigns items to categories.
     *
     * @param spec what to generate.
     * @throws IllegalArgumentException if a category has no item at the first record.
     */
    public DirichletStream(DirichletStreamSpec spec) {
        this.spec = spec;
        SplittableRandom random = RandomStreams.stream(spec.seed(), -1);
        this.categoryOf = new int[spec.items()];
        Arrays.setAll(categoryOf, i -> random.nextInt(spec.categories()));
        this.itemsByCategory = group(categoryOf, spec);
        this.categories = new int[spec.categoriesMax()];
        this.priorSums = new double[spec.categoriesMax()];
        this.decks = new int[spec.categoriesMax()][];
        this.deckSizes = new int[spec.categoriesMax()];
        this.drawn = new int[spec.categoriesMax()];
        this.choices = new int[spec.recordLength()];
    }

    private static int[][] group(int[] categoryOf, DirichletStreamSpec spec) {
        int[] sizes = new int[spec.categories()];
        for (int category : categoryOf) {
            sizes[category]++;
        }
        int[][] items = new int[spec.categories()][];
        Arrays.setAll(items, category -> new int[sizes[category]]);
        int[] filled = new int[spec.categories()];
        for (int i = 0; i < categoryOf.length; i++) {
            int category = categoryOf[i];
            items[category][filled[category]++] = i + 1;
        }
        for (int[] category : items) {
            if (category.length == 0 || category[0] > spec.releasedItems(0)) {
                throw new IllegalArgumentException("a category has no item at the first record: " + spec.items()
                    + " items are too few for " + spec.categories() + " categories");
            }
        }
        return items;
    }

    /** The hidden category of an item. */
    int category(int item) {
        return categoryOf[item - 1];
    }

    /**
     * Makes one record; the same place always gives the same items.
     *
     * @param record place in the stream, 0 up to and excluding {@code spec.records()}.
     * @param items  receives the ids in order; as long as a record.
     */
    public void fill(int record, int[] items) {
        SplittableRandom random = RandomStreams.stream(spec.seed(), record);
        chooseCategories(random, spec.releasedItems(record));
        double alpha = spec.alphaMin() + (spec.alphaMax() - spec.alphaMin()) * random.nextDouble();
        for (int n = 0; n < spec.recordLength(); n++) {
            double u = random.nextDouble() * (alpha + n);
            // the minimum guards against rounding at the upper end
            choices[n] = u < alpha ? fromPrior(u / alpha) : choices[Math.min(n - 1, (int) (u - alpha))];
            items[n] = drawItem(choices[n], random);
        }
    }

    private void chooseCategories(SplittableRandom random, int releasedItems) {
        int count = spec.exactCategories() ? spec.categoriesMax() : 1 + random.nextInt(spec.categoriesMax());
        double sum = 0;
        for (int i = 0; i < count; i++) {
            categories[i] = unusedCategory(i, random);
            layOutDeck(i, releasedItems);
            // exponential variables divided by their sum have a flat Dirichlet distribution
            sum -= StrictMath.log(1 - random.nextDouble());
            priorSums[i] = sum;
        }
        for (int i = 0; i < count; i++) {
            priorSums[i] /= sum;
        }
        // rounding must not leave a gap below 1, and unused places are never reached
        Arrays.fill(priorSums, count - 1, priorSums.length, 1);
    }

    private int unusedCategory(int used, SplittableRandom random) {
        int category;
        do {
            category = random.nextInt(spec.categories());
        } while (isUsed(category, used));
        return category;
    }

    private boolean isUsed(int category, int used) {
        for (int i = 0; i < used; i++) {
            if (categories[i] == category) {
                return true;
            }
        }
        return false;
    }

    /** Lays out the released items of the i-th category; they are shuffled one by one as they are drawn. */
    private void layOutDeck(int i, int releasedItems) {
        int[] items = itemsByCategory[categories[i]];
        int found = Arrays.binarySearch(items, releasedItems);
        deckSizes[i] = found >= 0 ? found + 1 : -found - 1;
        decks[i] = Arrays.copyOf(items, deckSizes[i]);
        drawn[i] = 0;
    }

    private int fromPrior(double u) {
        int i = 0;
        while (u >= priorSums[i]) {
            i++;
        }
        return i;
    }

    private int drawItem(int i, SplittableRandom random) {
        int[] deck = decks[i];
        if (spec.itemsWithReplacement()) {
            return deck[random.nextInt(deckSizes[i])];
        }
        if (drawn[i] == deckSizes[i]) {
            drawn[i] = 0;
        }
        int place = drawn[i] + random.nextInt(deckSizes[i] - drawn[i]);
        int item = deck[place];
        deck[place] = deck[drawn[i]];
        deck[drawn[i]++] = item;
        return item;
    }
}
