"""Reports as data: chapters, paragraphs and tables made of figures that know their value, unit, period and source."""
