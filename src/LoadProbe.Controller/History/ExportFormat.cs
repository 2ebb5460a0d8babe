namespace LoadProbe.Controller;

/// <summary>How results are taken away.</summary>
internal enum ExportFormat
{
    Csv,

    /// <summary>One array.</summary>
    Json,

    /// <summary>A document a line.</summary>
    Jsonl,
}
