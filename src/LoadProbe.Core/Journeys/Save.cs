using System.Text.RegularExpressions;

namespace LoadProbe.Core;

/// <summary>A value kept from an answer for later steps.</summary>
/// <param name="Variable">The name it is kept under.</param>
/// <param name="From">Which part of the answer.</param>
/// <param name="Name">The header's or cookie's name.</param>
/// <param name="Path">Where in a JSON answer.</param>
/// <param name="Regex">What of the text: the first group, or all of the match when there is none.</param>
public sealed record Save(string Variable, SaveSource From, string? Name = null, JsonPath? Path = null, Regex? Regex = null);
