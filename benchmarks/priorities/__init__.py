"""Speed of the rankings beside scikit-criteria, pymcdm and a plain integer programme."""
