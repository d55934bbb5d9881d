# A matrix of the fastest ways by one library: ENGINE DIR SECONDS THREADS. Reads arcs.bin and places.bin of DIR, writes times.bin
# (int32 milliseconds by rows, -1 where there is no way) and prints the seconds of the questions alone, the graph being made.
import json
import sys
import time

import numpy as np

engine, folder, most, threads = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
arcs = np.fromfile(folder + "/arcs.bin", dtype="<i4").reshape(-1, 3)
places = np.fromfile(folder + "/places.bin", dtype="<i4")
nodes = int(max(arcs[:, :2].max(), places.max())) + 1


def scipy_engine():
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    graph = csr_matrix((arcs[:, 2].astype(float), (arcs[:, 0], arcs[:, 1])), shape=(nodes, nodes))
    return lambda some: np.vstack([dijkstra(graph, indices=[p])[:, some] for p in some])


def igraph_engine():
    import igraph

    graph = igraph.Graph(n=nodes, edges=arcs[:, :2], directed=True)
    weights = arcs[:, 2].astype(float)

    def ask(some):
        # igraph wants each place once
        once, back = np.unique(some, return_inverse=True)
        found = np.array(graph.distances(source=once.tolist(), target=once.tolist(), weights=weights, mode="out"))
        return found[np.ix_(back, back)]

    return ask


def networkit_engine():
    import networkit

    networkit.setNumberOfThreads(threads)
    graph = networkit.GraphFromCoo((arcs[:, 2].astype(float), (arcs[:, 0].astype(np.uint64), arcs[:, 1].astype(np.uint64))), n=nodes, weighted=True, directed=True)

    def ask(some):
        rows = []
        for p in some:
            search = networkit.distance.Dijkstra(graph, int(p), storePaths=False)
            search.run()
            rows.append(np.asarray(search.getDistances())[some])
        found = np.vstack(rows)
        return np.where(found > 1e300, np.inf, found)

    return ask


ask = {"scipy": scipy_engine, "igraph": igraph_engine, "networkit": networkit_engine}[engine]()
count = min(8, len(places))
begun = time.perf_counter()
ask(places[:count])
each = (time.perf_counter() - begun) / count
count = int(min(len(places), max(count, most / each)))
begun = time.perf_counter()
found = ask(places[:count])
took = time.perf_counter() - begun
np.where(np.isinf(found), -1, np.rint(np.where(np.isinf(found), 0, found))).astype("<i4").tofile(folder + "/times.bin")
print(json.dumps({"Seconds": took, "Places": count}))
