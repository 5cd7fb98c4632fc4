"""Methods over tables: comparison, decomposition, control charts, funnels, mix, patience."""
