"""Rules of segments and of models' populations, as far as a parser of SQL has to look at them."""
