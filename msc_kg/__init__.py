"""Knowledge graph of mesenchymal stromal / stem cell trials, with the evidence for every fact."""

__version__ = "0.1.0"
