"""The queries that the start page and the demo command offer."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    title: str
    shows: str
    """What to look at in the answer."""
    document: str
    user: str | None = None
    """The demo user who may see it all; None: everybody."""

    @property
    def url_query(self) -> str:
        """GraphiQL's query string that brings the document along."""
        return urlencode({"query": self.document})


EXAMPLE_QUERIES = (
    ExampleQuery(
        "Products with their brand and variants",
        "Columns, a computed field, a to-one relation and a nested page, with one statement per level.",
        """query Products {
  products(first: 5) {
    totalCount
    nodes {
      number
      shortName
      brand { name country }
      category { path depth }
      variants(first: 2) { nodes { sku options volumeCm3 } }
    }
    pageInfo { hasNextPage endCursor }
  }
}""",
    ),
    ExampleQuery(
        "What fits a vehicle",
        "Through rows with columns of their own: position, quantity and notes.",
        """query Fitting {
  vehicles(search: "Fjell", first: 2) {
    nodes {
      fullName
      yearFrom
      fitments(first: 5, orderBy: [{product: {name: ASC}}]) {
        totalCount
        nodes { position quantity notes product { number name } }
      }
    }
  }
}""",
    ),
    ExampleQuery(
        "A shop's side bar",
        "A django-filter FilterSet beside search, conditions over relations and an order.",
        """query Shelf {
  products(
    filter: {within: "brakes/"}
    search: "ceramic"
    where: {tags: {some: {kind: {eq: QUALITY}}}, reviews: {some: {rating: {gte: 4}}}}
    orderBy: [{launchedOn: DESC_NULLS_LAST}, {name: ASC}]
    first: 5
  ) {
    totalCount
    nodes { name launchedOn warrantyYears tags(first: 3) { nodes { name } } }
  }
}""",
    ),
    ExampleQuery(
        "The best reviewed",
        "Conditions on and an order by figures of related rows, the figures themselves, and a field that the database computes.",
        """query BestReviewed {
  products(
    where: {reviews: {count: {gte: 3}, avg: {rating: {gte: 4}}}}
    orderBy: [{reviews: {avg: {rating: DESC}}}, {name: ASC}]
    first: 5
  ) {
    nodes {
      name
      averageRating
      lately: averageRating(days: 365)
      reviews(first: 1, orderBy: [{helpfulVotes: DESC}]) {
        aggregate { count avg { rating } }
        nodes { title rating }
      }
    }
  }
}""",
    ),
    ExampleQuery(
        "No longer made",
        "A proxy: rows of a table that is served already, as a type with fields and rows of its own.",
        """query NoLongerMade {
  discontinuedProducts(first: 5) {
    totalCount
    nodes { number name brand { name } relations(first: 2) { nodes { kind target { number name } } } }
  }
}""",
    ),
    ExampleQuery(
        "Search everything",
        "Rows of several models by turns, the best of each first; the cursor says how far each model has been read.",
        """query Everything {
  search(query: "brake", types: [Brand, Category, Product, Review], first: 8) {
    edges {
      cursor
      node {
        __typename
        ... on Brand { name country }
        ... on Category { path }
        ... on Product { name category { name } }
        ... on Review { title rating }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}""",
    ),
    ExampleQuery(
        "A page by its number",
        "Pages with their count, for links to 1, 2 and 3; what a search finds, ranked where the hub runs on PostgreSQL; an estimate.",
        """query Pages {
  products(page: 3, perPage: 5, orderBy: [{name: ASC}]) { pageCount totalCount nodes { number name } }
  reviews(search: "good", page: 1, perPage: 3) { pageCount nodes { title text } }
  fitments { estimatedCount }
}""",
    ),
    ExampleQuery(
        "Complaints",
        "A condition that the project gave a name, beside one of the client's own.",
        """query Complaints {
  reviews(presets: [COMPLAINTS], where: {helpfulVotes: {gt: 0}}, first: 5) {
    totalCount
    nodes { rating title text product { name } }
  }
}""",
    ),
    ExampleQuery(
        "Figures and groups",
        "Aggregates over the whole set, and one row per rating.",
        """query Ratings {
  reviews {
    aggregate { count avg { rating helpfulVotes } }
    groups(by: [{rating: true}]) { key { rating } count avg { helpfulVotes } }
  }
}""",
    ),
    ExampleQuery(
        "A shelf and all below it",
        "Ancestors and descendants of every row in one statement each, and a condition by the place in the tree.",
        """query Tree {
  categories(where: {parent: {id: {isNull: false}}}, first: 3) {
    nodes {
      name
      ancestors { nodes { name } }
      descendants(first: 5) { totalCount nodes { name depth } }
    }
  }
  products(where: {category: {descendantOf: "1"}}, first: 3) {
    totalCount
    nodes { name category { path } }
  }
}""",
    ),
    ExampleQuery(
        "Assets and what they show",
        "A multi-table parent as an interface, and a generic foreign key as a union.",
        """query Assets {
  assetLinks(first: 6, orderBy: [{position: ASC}]) {
    nodes {
      role
      asset {
        __typename
        title
        ... on ImageAsset { width height preview { url } }
        ... on DocumentAsset { kind pages file { url size } }
        ... on VideoAsset { runningTime }
      }
      target { __typename ... on Product { number name } ... on Brand { name } ... on Category { path } }
    }
  }
}""",
    ),
    ExampleQuery(
        "Attributes by composite key",
        "A composite primary key, JSON values and a plain list.",
        """query Attributes {
  products(first: 3) {
    nodes { name attributeValues { pk { product attribute } value attribute { name unit } } }
  }
}""",
    ),
    ExampleQuery(
        "My prices",
        "A row rule: the buyer sees retail prices and those of the own company; somebody else's are not there.",
        """query MyPrices {
  prices(where: {priceList: {isPublic: {eq: false}}}, first: 5) {
    totalCount
    nodes { formatted minQuantity variant { sku product { name } } priceList { name validTo } }
  }
}""",
        "buyer",
    ),
    ExampleQuery(
        "Purchase prices",
        "A permission: analysts see them, everybody else is refused.",
        """query Margins {
  purchasePrices(first: 5, orderBy: [{amount: DESC}]) {
    nodes { amount supplier variant { sku prices(first: 2) { nodes { formatted priceList { code } } } } }
  }
}""",
        "analyst",
    ),
    ExampleQuery(
        "A new brand with its products",
        "Rows inside each other in one transaction, each checked by its own model; `dryRun` stores nothing, so try it.",
        """mutation NewBrand {
  createBrand(
    dryRun: true
    input: {
      name: "Fjord & Co", slug: "fjord-co", country: SWEDEN
      products: {create: [
        {number: "FJ-1", name: "Fjord Wiper", slug: "fjord-wiper", status: DRAFT, category: {connect: {id: "1"}}}
      ]}
    }
  ) {
    brand { name products(first: 2) { nodes { number status category { path } } } }
    errors { path code message }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "One new row in two places",
        "The first product brings its category along and gives it a name; the second one refers to it. `dryRun` stores nothing, so try it.",
        """mutation TwoInOne {
  createBrand(
    dryRun: true
    input: {
      name: "Fjord & Co", slug: "fjord-co", country: SWEDEN
      products: {create: [
        {
          number: "FJ-1", name: "Fjord Scraper", slug: "fjord-scraper"
          category: {create: {name: "Winter", slug: "winter", path: "winter/", createdAs: "winter"}}
        }
        {number: "FJ-2", name: "Fjord Chains", slug: "fjord-chains", category: {connectCreated: "winter"}}
      ]}
    }
  ) {
    brand { products(first: 2) { nodes { number category { id name } } } }
    errors { path code message }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "Wrong input",
        "What is wrong comes as data, with Django's own codes and a path into the input.",
        """mutation Wrong {
  createBrand(input: {name: "", slug: "no slug!", country: SWEDEN, founded: -1}) {
    brand { name }
    errors { path code message params }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "All public price lists at once",
        "A condition and a cap: where more rows match, nothing is done. Statements grow with tables, not with rows.",
        """mutation Reprice {
  updatePriceLists(where: {isPublic: {eq: true}}, set: {validTo: "2030-12-31"}, atMost: 10, dryRun: true) {
    count
    results { priceList { name validTo } }
    errors { path code message }
  }
}""",
        "analyst",
    ),
    ExampleQuery(
        "A column that only moderators write",
        "Customers hand in reviews, and may not approve them: take the moderation away, and it would be stored.",
        """mutation Approve {
  createReview(
    dryRun: true
    input: {product: {connect: {id: "1"}}, authorName: "B.", rating: 5, title: "Fits", text: "It holds.", moderation: APPROVED}
  ) {
    review { title moderation }
    errors { path code message }
  }
}""",
        "buyer",
    ),
    ExampleQuery(
        "Prices go up by five per cent",
        "Each row is changed by its own value, on a locked row: nobody's change is lost, and validators see the result.",
        """mutation RaisePrices {
  updatePrices(
    where: {priceList: {isPublic: {eq: true}}, variant: {pk: {lte: "5"}}}
    set: {change: {amount: {multiply: "1.05"}}}
    atMost: 100
    dryRun: true
  ) {
    count
    results { price { formatted variant { sku } } }
    errors { path code message }
  }
}""",
        "analyst",
    ),
    ExampleQuery(
        "Changed lines, each by itself",
        "Each row has an input and a result of its own. Somebody has changed the third one since: it stays, and comes as it is.",
        """mutation ChangedLines {
  updateEachPrice(
    updates: [
      {id: "1", input: {amount: "19.90"}}
      {id: "2", input: {change: {amount: {multiply: "0.95"}}}}
      {id: "3", input: {amount: "5.00"}, expectedVersion: "an old one"}
    ]
    errorPolicy: REJECT_FAILED_ROWS
    dryRun: true
  ) {
    count
    results { index price { formatted version variant { sku } } errors { path code message } }
  }
}""",
        "analyst",
    ),
    ExampleQuery(
        "An import of tags",
        "Rows that are there are changed, the others are made, many or few by as many statements. Without `dryRun`, send it twice.",
        """mutation ImportTags {
  upsertTags(
    upserts: [
      {by: {slug: "winter"}, create: {name: "Winter", slug: "winter", kind: SEASON}, update: {synonyms: ["snow", "ice"]}}
      {by: {slug: "monsoon"}, create: {name: "Monsoon", slug: "monsoon", kind: SEASON}, update: {synonyms: ["rain"]}}
      {by: {slug: "clearance"}, create: {name: "Clearance", slug: "clearance", kind: CAMPAIGN}, update: {kind: CAMPAIGN}}
    ]
    dryRun: true
  ) {
    count
    results { index tag { id name kind synonyms } errors { path code message } }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "A list with all its lines",
        "Of the prices of one list those that match are changed alike, others deleted: no more of them than `atMost` says.",
        """mutation WholeList {
  updatePriceList(
    id: "1"
    dryRun: true
    input: {
      validTo: "2031-12-31"
      prices: {
        updateMany: [{where: {variant: {pk: {lte: "5"}}}, set: {change: {amount: {multiply: "0.9"}}}, atMost: 50}]
        deleteMany: [{where: {variant: {pk: {gt: "5", lte: "7"}}}, atMost: 50}]
      }
    }
  ) {
    priceList { name validTo prices(first: 3) { totalCount nodes { formatted minQuantity variant { sku } } } }
    errors { path code message }
  }
}""",
        "analyst",
    ),
    ExampleQuery(
        "A part for a vehicle",
        "The fitment between the two comes along: where, how many, and what to mind. It is validated as any other row.",
        """mutation Fit {
  updateVehicle(
    id: "1"
    dryRun: true
    input: {parts: {create: [{
      create: {number: "FJ-2", name: "Fjord Disc", slug: "fjord-disc", brand: {connect: {id: "1"}}, category: {connect: {id: "1"}}}
      through: {position: FRONT, quantity: 2, notes: "Replace both sides."}
    }]}}
  ) {
    vehicle {
      fullName
      parts(where: {number: {eq: "FJ-2"}}, first: 1) { edges { through { position quantity notes } node { number name } } }
    }
    errors { path code message }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "A step instead of a column",
        "A method of the project: on the locked row, with another row as its argument. What is no longer published is refused.",
        """mutation Discontinue {
  discontinueProduct(id: "1", successor: "2", dryRun: true) {
    product { name status }
    productRelation { kind target { name } }
    errors { path code message }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "A part fits where another one does",
        "A method of a manager: it finds its rows by itself, and answers with those it stores. Without `dryRun` the audit trail has each.",
        """mutation CopyFitments {
  copyFitments(source: "1", target: "3", notes: "As the one before.", dryRun: true) {
    fitments { position quantity notes vehicle { fullName } product { number } }
    errors { path code message }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "Next year's prices",
        "A function: typed arguments, one of them a row. A code that is taken, or a factor below zero, is told at its argument.",
        """mutation NextYear($factor: Decimal! = "1.03") {
  copyPriceList(
    source: "1", code: "retail-next", name: "Retail, next year", factor: $factor, validFrom: "2027-01-01", dryRun: true
  ) {
    priceList { code name validFrom prices(first: 3) { totalCount nodes { formatted minQuantity variant { sku } } } }
    errors { path code message params }
  }
}""",
        "analyst",
    ),
    ExampleQuery(
        "Send a feed",
        "A step that leaves a row of another model; the letter to the receiver waits for the commit, so that a dry run sends none.",
        """mutation Refresh {
  refreshFeed(id: "1", dryRun: true) {
    feed { name channel runs(first: 2) { totalCount nodes { startedAt outcome products } } }
    feedRun { outcome products productsPerSecond problems }
    errors { path code message }
  }
}""",
        "analyst",
    ),
    ExampleQuery(
        "A form as a mutation",
        "A Django form: what it finds wrong is told where it was given. Add a note, and the products are moved (as a dry run).",
        """mutation Rehome {
  rehomeProducts(input: {products: ["1", "2"], category: "2", reason: WRONG}, dryRun: true) {
    products { name category { name } }
    errors { path field code message }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "A form that stores a review",
        "A model form: it checks, and the row has the author and waits for approval as any other. Take the text away, and it is refused.",
        """mutation Write {
  writeReview(input: {product: "1", authorName: "B.", rating: POOR, title: "Wears fast", text: "After a month."}, dryRun: true) {
    review { title rating moderation author { username } }
    errors { path field code message }
  }
}""",
        "buyer",
    ),
    ExampleQuery(
        "A value that is never stored",
        "People leave the website empty, robots don't: a hook sees it, no column holds it.",
        """mutation Advertise {
  createReview(
    dryRun: true
    input: {title: "Buy more", rating: 5, authorName: "R.", website: "www.example.com", product: {connect: {id: "1"}}}
  ) {
    review { title }
    errors { path field code message }
  }
}""",
        "buyer",
    ),
    ExampleQuery(
        "HTML without scripts",
        "A description is HTML: what could run is taken out before it is stored. The summary is plain text and stays as it is.",
        """mutation Describe {
  updateProduct(
    id: "1"
    dryRun: true
    input: {
      summary: "Fits <most> trucks & vans"
      description: "<p onclick='steal()'>Fits <b>most</b> trucks.<script>steal()</script> <a href='javascript:steal()'>More</a></p>"
    }
  ) {
    product { summary description }
    errors { path code message }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "Into the bin and back",
        "A moderator's delete only marks a review: it is hidden everywhere, listed by who may delete, and restored.",
        """mutation Bin {
  deleteReview(id: "1") {
    deletedId
    errors { path code message }
    query { reviews(deleted: ONLY, first: 3) { totalCount nodes { title deletedAt product { name } } } }
  }
  restoreReview(id: "1") {
    review { title deletedAt }
    errors { path code message }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "Who changed what",
        "The audit trail: every write of the API, with who, when, what was before and what after. Write something, and ask again.",
        """query Trail {
  auditEntries(first: 5) {
    totalCount
    nodes { at actorName action model key changes mutation requestId }
  }
}""",
        "editor",
    ),
    ExampleQuery(
        "A row as it was",
        "A tag before the editor changed it, told by the audit trail.",
        """query Past {
  before: stateAt(model: "catalogue.tag", key: "1", moment: "2020-01-01T00:00:00Z")
  now: tag(id: "1") { name synonyms }
}""",
        "editor",
    ),
    ExampleQuery(
        "A write that can be sent twice",
        "Send it again: there is one review, with the same key. Change the title and keep the key: it is refused.",
        """mutation Once {
  createReview(
    idempotencyKey: "made by the client, once per click"
    input: {title: "Fits", rating: 5, authorName: "B.", product: {connect: {id: "1"}}}
  ) {
    review { pk title moderation }
    errors { path code message }
  }
}""",
        "buyer",
    ),
    ExampleQuery(
        "Both reviews or none",
        "One transaction for both. Give the second one nine stars: it says what is wrong, and the first one is undone.",
        """mutation Both @atomic {
  wiper: createReview(
    idempotencyKey: "one for both"
    input: {title: "Quiet", rating: 5, authorName: "B.", product: {connect: {id: "1"}}}
  ) {
    review { pk title product { name } }
    errors { path code message }
  }
  disc: createReview(
    idempotencyKey: "one for both"
    input: {title: "Quieter", rating: 4, authorName: "B.", product: {connect: {id: "2"}}}
  ) {
    review { pk title product { name } }
    errors { path code message }
  }
}""",
        "buyer",
    ),
    ExampleQuery(
        "A form for reviews",
        "Labels, constraints and choices of a model, and what you may do with it.",
        """query Form {
  modelSchema(model: "reviews.review") {
    verboseName
    rights { add change }
    fields { name label helpText type required readOnly maxLength minValue maxValue format default choices { value label } models }
  }
}""",
    ),
    ExampleQuery(
        "Who am I?",
        "Who you are, and what you may do with which model.",
        """query Me {
  viewer { username isAuthenticated models { model read change } }
}""",
    ),
)

STREAMED = "{ products(first: 100000, orderBy: [{pk: ASC}]) { totalCount nodes { number name brand { name } } } }"
"""More rows than a page has: asked for with the header ``GraphQL-Stream: 1``."""
