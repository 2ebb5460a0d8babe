namespace LoadProbe.Controller;

/// <summary>Asks once. Throws nothing but for a stop.</summary>
internal delegate Task<QueryAnswer> Ask(PrometheusQuery query, CancellationToken stop);
