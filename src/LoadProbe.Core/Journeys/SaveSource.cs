namespace LoadProbe.Core;

/// <summary>Which part of an answer a value is saved from.</summary>
public enum SaveSource : byte
{
    Json,
    Header,
    Cookie,
    Body,
    Status,
}
